import { expect, test } from 'vitest';
import type { Task } from '@/api/tasks';
import { missing, placed, requiresWords, valuesFor, type Values } from './values';

const TASK = { title: 'Báo cáo', progress: { percent: 40 }, due: { date: '2026-11-24' } } as Task;
const values = (changed: Partial<Values> = {}): Values => ({ ...valuesFor('submit', TASK), ...changed });

test('a form begins with the progress of the task, a subtask with its due date', () => {
  expect(valuesFor('reportProgress', TASK)).toMatchObject({ percent: 40, due: undefined });
  expect(valuesFor('createSubtask', TASK).due).toEqual('2026-11-24');
});

test.each([
  ['accept', {}, []],
  ['sendBack', { words: '  ' }, ['words']],
  ['delegate', {}, ['unit']],
  ['delegate', { unit: 'units/a' }, []],
  ['createSubtask', {}, ['unit', 'title', 'output']],
  ['createSubtask', { unit: 'units/a', title: 'Việc', output: 'Bảng' }, []],
  ['submit', { words: 'Xong' }, ['documentNumber']],
  ['submit', { words: 'Xong', documentNumber: '1/BC' }, []],
  ['submit', { words: 'Xong', files: [{ name: 'files/1', displayName: 'a', sizeBytes: '1' }] }, []],
  ['reportProgress', { words: 'Đang làm', causeKind: 'OBJECTIVE' }, ['causeText']],
  ['stateCause', {}, ['causeKind']],
  ['stateCause', { causeKind: 'OBJECTIVE' }, ['causeText']],
  ['confirmCause', { granted: false }, ['words']],
  ['confirmCause', { causeKind: 'SUBJECTIVE', words: 'Không' }, []],
  ['contestCause', {}, ['words']],
  ['contestCause', { words: 'Có xác nhận' }, []],
  ['decideContest', {}, ['words']],
  ['transfer', { words: 'Đổi' }, ['unit']],
  ['reissue', { words: 'Giao lại' }, []],
  ['adjust', { words: 'Ý kiến', title: ' ', output: 'Bảng' }, ['title']],
  ['requestExtension', { words: 'Chờ số liệu' }, ['newDate']],
  ['extend', { words: 'Đổi kế hoạch', newDate: '2026-12-31' }, []],
  ['decideExtension', { newDate: '2026-12-31' }, []],
  ['decideExtension', { granted: false }, ['words']],
  ['setCoordination', {}, ['unit']],
  ['reportCoordination', { unit: 'units/a' }, ['words']],
  ['urgeCoordination', { unit: 'units/a' }, []],
  ['confirm', { causeKind: 'OBJECTIVE' }, []],
] as const)('for %s with %j there is missing: %j', (step, changed, absent) => {
  expect(missing(step, values(changed as Partial<Values>))).toEqual(absent);
});

test('a head who changes what waits finds the cause of delay that was stated beside it', () => {
  const delayCause = { kind: 'OBJECTIVE', text: 'Mưa lũ' } as const;
  const approval = { step: 'SUBMIT', submission: { text: 'Xong' }, delayCause } as const;
  const waiting: Task = { ...TASK, approval, allowedActions: ['submit', 'stateCause'] };
  expect(valuesFor('submit', waiting)).toMatchObject({ causeKind: 'OBJECTIVE', causeText: 'Mưa lũ' });
  expect(valuesFor('reportProgress', waiting)).toMatchObject({ causeKind: '', causeText: '' });
  // The task has got a later date meanwhile.
  expect(valuesFor('submit', { ...waiting, allowedActions: ['submit'] })).toMatchObject({ causeKind: '' });
});

test('passing a task on leaves the date that the agency has set its holder', () => {
  expect(valuesFor('delegate', { ...TASK, internalDueDate: '2026-11-20' })).toMatchObject({
    internalDueDate: '2026-11-20',
    coHolder: '',
  });
});

test('what waits for approval brings its files along', () => {
  const progress = { percent: 60, text: 'Đã có dự thảo', files: ['files/1'] };
  const waiting: Task = { ...TASK, approval: { step: 'REPORT_PROGRESS', progress } };
  expect(valuesFor('reportProgress', waiting).files.map(({ name }) => name)).toEqual(['files/1']);
});

test('a decision on a cause begins with the kind that the agency stated', () => {
  const decided: Task = {
    ...TASK,
    delayCause: { kind: 'SUBJECTIVE', statedKind: 'OBJECTIVE', contest: { against: 'SUBJECTIVE' } },
  };
  expect(valuesFor('decideContest', decided).causeKind).toBe('OBJECTIVE');
});

test('a step about a coordinator begins with the first part of which it may be taken', () => {
  const coordinations = [
    { unit: 'units/a', allowedActions: [] },
    { unit: 'units/b', part: 'Kinh phí', dueDate: '2026-11-20', allowedActions: ['setCoordination'] },
  ];
  const started = { unit: 'units/b', part: 'Kinh phí', due: '2026-11-20' };
  expect(valuesFor('setCoordination', { ...TASK, coordinations })).toMatchObject(started);
  expect(valuesFor('urge', { ...TASK, coordinations })).toMatchObject({ unit: '', due: undefined });
});

test('a reason is required where something is refused or taken away, a note never', () => {
  expect(
    (['return', 'recall', 'cancel', 'submit', 'suspend'] as const).every((step) => requiresWords(step)),
  ).toBe(true);
  expect(
    (['accept', 'confirm', 'urge', 'delegate', 'resume'] as const).some((step) => requiresWords(step)),
  ).toBe(false);
});

test('errors of the API are shown at their fields; others are said', () => {
  const fields = {
    'progress.text': 'Quá dài.',
    note: 'Lần hai.',
    'submission.files[2].name': 'Không có tệp.',
    'delayCause.kind': 'Thiếu.',
    etag: 'Khác.',
  };
  expect(placed(fields)).toEqual({
    errors: { words: 'Quá dài.', documentNumber: 'Không có tệp.', causeKind: 'Thiếu.' },
    others: ['Khác.'],
  });
});
