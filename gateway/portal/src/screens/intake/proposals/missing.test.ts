import { expect, test } from 'vitest';
import { day } from '@/testing';
import type { Proposal } from '../queries';
import { lacks } from './missing';

const COMPLETE = { title: 'Báo cáo', lead: 'units/a', output: 'Báo cáo', dueKind: 'NONE' } as Proposal;

test.each<[Partial<Proposal>, string[]]>([
  [{}, []],
  [{ title: '', lead: '', output: '' }, ['title', 'lead', 'output']],
  [{ dueKind: undefined }, ['due']],
  [{ dueKind: 'FIXED' }, ['due']],
  [{ dueKind: 'FIXED', dueDate: day('2026-11-24') }, []],
  [{ dueKind: 'PERIODIC' }, ['due']],
  [{ dueKind: 'PERIODIC', recurrence: 'weekly' }, []],
])('a proposal with %j lacks %j', (changed, missing) => {
  expect(lacks({ ...COMPLETE, ...changed })).toEqual(missing);
});
