import { expect, test } from 'vitest';
import type { Task } from '@/api/tasks';
import { missing, valuesFor } from '@/steps/values';
import { answersTo, decisionsOf } from './answers';

const task = (more: Partial<Task>): Task => ({ title: 'Báo cáo', ...more }) as Task;

test('only ways to decide that the person may take are offered', () => {
  const returned = task({ allowedActions: ['reissue', 'insist'] });
  expect(answersTo('RETURN', returned).map(({ step }) => step)).toEqual(['reissue', 'insist']);
  expect(answersTo('RETURN', task({ allowedActions: [] }))).toEqual([]);
});

test('a decision that this portal does not know is passed over', () => {
  const asked = task({ pendingDecisions: ['PENDING_DECISION_UNSPECIFIED', 'RETURN'] });
  expect(decisionsOf(asked)).toEqual(['RETURN']);
});

test('whoever agrees needs to fill in nothing, whoever refuses says why', () => {
  const asked = task({
    allowedActions: [
      ...['issue', 'decideExtension', 'confirm', 'confirmCause', 'reject', 'sendBack'],
      ...['approve', 'askChanges'],
    ],
    extensions: [{ askedDate: '2026-12-01' }],
  });
  for (const decision of ['ISSUE', 'EXTENSION', 'COMPLETION', 'DELAY_CAUSE', 'APPROVAL'] as const) {
    const [agree, refuse] = answersTo(decision, asked);
    expect(agree?.atOnce).toBe(true);
    expect(agree && missing(agree.step, valuesFor(agree.step, asked))).toEqual([]);
    expect(refuse && missing(refuse.step, { ...valuesFor(refuse.step, asked), ...refuse.given })).toContain(
      'words',
    );
  }
});

test('a contest is decided with words either way', () => {
  const contested = task({
    allowedActions: ['decideContest'],
    delayCause: { kind: 'OBJECTIVE', statedKind: 'OBJECTIVE', refused: true },
  });
  const answers = answersTo('CONTEST', contested);
  expect(answers.map(({ key, atOnce }) => [key, atOnce])).toEqual([
    ['agree', undefined],
    ['refuse', undefined],
  ]);
  for (const { step, given } of answers)
    expect(missing(step, { ...valuesFor(step, contested), ...given })).toEqual(['words']);
});
