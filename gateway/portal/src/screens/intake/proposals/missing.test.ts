import { expect, test } from 'vitest';
import type { Proposal } from '../queries';
import { lacks } from './missing';

const COMPLETE = { title: 'Báo cáo', lead: 'units/a', output: 'Báo cáo', due: { kind: 'NONE' } } as Proposal;

test.each<[Partial<Proposal>, string[]]>([
  [{}, []],
  [{ title: '', lead: '', output: '' }, ['title', 'lead', 'output']],
  [{ due: undefined }, ['due']],
  [{ due: { kind: 'FIXED', date: '' } }, ['due']],
  [{ due: { kind: 'FIXED', date: '2026-11-24' } }, []],
  [{ due: { kind: 'PERIODIC', recurrence: 'RECURRENCE_UNSPECIFIED' } }, ['due']],
  [{ due: { kind: 'PERIODIC', recurrence: 'WEEKLY' } }, []],
])('a proposal with %j lacks %j', (changed, missing) => {
  expect(lacks({ ...COMPLETE, ...changed })).toEqual(missing);
});
