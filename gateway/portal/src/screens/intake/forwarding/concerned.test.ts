import { expect, test } from 'vitest';
import type { Proposal } from '../queries';
import { concerned } from './concerned';

test('who leads or coordinates is concerned, but not of what was dropped', () => {
  const proposals = [
    { lead: 'units/a', coordinations: [{ unit: 'units/b' }, { words: 'các xã' }] },
    { coordinations: [{ unit: 'units/c' }] },
    { state: 'DROPPED', lead: 'units/d' },
  ] as Proposal[];
  expect(concerned(proposals)).toEqual(['units/a', 'units/b', 'units/c']);
});
