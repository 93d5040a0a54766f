import { expect, test } from 'vitest';
import { signIn } from '@/testing';
import { questionOf, statisticsSearch } from './search';

test('an address asks only for what is understood', () => {
  const asked = {
    period: 'quarter',
    at: '2026-02-30',
    from: '2026-02-01',
    cohort: 'DUE_IN_PERIOD',
    leader: '../x',
    asOf: 7,
  };
  expect(statisticsSearch(asked)).toEqual({
    period: 'quarter',
    from: '2026-02-01',
    cohort: 'DUE_IN_PERIOD',
  });
});

test('without a period the server takes the year until today', () => {
  expect(questionOf({})).toEqual({});
  expect(questionOf({ leader: 'an', cohort: 'CARRIED_OVER' })).toEqual({
    assigner: 'people/an',
    cohort: 'CARRIED_OVER',
  });
});

test('a period that is over is shown as it ended', async () => {
  await signIn();
  expect(questionOf({ period: 'quarter', at: '2026-05-05' })).toMatchObject({
    asOfDate: '2026-06-30',
    periodStartDate: '2026-04-01',
    periodEndDate: '2026-06-30',
  });
  expect(questionOf({ period: 'quarter', at: '2026-05-05', asOf: '2026-05-01' }).asOfDate).toBe('2026-05-01');
});

test('the present period is shown as of today', async () => {
  await signIn();
  expect(questionOf({ period: 'month' })).toMatchObject({
    asOfDate: undefined,
    periodStartDate: '2026-10-26',
    periodEndDate: '2026-11-25',
  });
});

test('any days are taken as they are', () => {
  expect(
    questionOf({ period: 'range', from: '2026-01-01', to: '2026-02-01', at: '2020-01-01' }),
  ).toMatchObject({
    periodStartDate: '2026-01-01',
    periodEndDate: '2026-02-01',
  });
});
