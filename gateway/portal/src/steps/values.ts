import { kindOf } from '@/ui/causes';
import type { Day } from '@/ui/dates';
import type { Task } from '@/api/tasks';
import { COORDINATION_STEPS, possible, startOf } from './coordination';
import type { Step } from './steps';

/** An uploaded file, as the form shows it; without a name of its own it is shown as it is stored. */
export interface Attached {
  name: string;
  displayName: string;
  sizeBytes: number;
}

/** The fields of all steps' forms. `words` is the text that every step has: note, reason, message or report. */
export interface Values {
  words: string;
  unit: string;
  person: string;
  coHolder: string;
  internalDueDate?: Day;
  percent: number;
  obstacles: string;
  documentNumber: string;
  files: Attached[];
  causeKind: '' | 'OBJECTIVE' | 'SUBJECTIVE';
  causeText: string;
  confirmCause: boolean;
  openSubtasksReason: string;
  title: string;
  output: string;
  due?: Day;
  resumeDate?: Day;
  newDate?: Day;
  granted: boolean;
  late: boolean;
  required: boolean;
  part: string;
  done: boolean;
}

export type Field = keyof Values;
export type Errors = Partial<Record<Field, string>>;

/** What every group of fields gets. */
export interface FieldsProps {
  task: Task;
  values: Values;
  set: (changed: Partial<Values>) => void;
  errors: Errors;
}

/** What a form starts with. */
export function valuesFor(step: Step, task: Task): Values {
  return {
    words: '',
    unit: '',
    person: '',
    coHolder: '',
    internalDueDate: task.internalDueDate || undefined,
    percent: task.progress?.percent ?? 0,
    obstacles: '',
    documentNumber: '',
    files: [],
    ...dateFor(step, task),
    causeKind: step === 'confirmCause' || step === 'decideContest' ? statedKind(task) : '',
    causeText: '',
    confirmCause: false,
    openSubtasksReason: '',
    title: step === 'adjust' ? task.title : '',
    output: step === 'adjust' ? (task.output ?? '') : '',
    due: step === 'createSubtask' ? task.due?.date : undefined,
    granted: true,
    late: task.class === 'OPEN_OVERDUE',
    required: true,
    part: '',
    done: false,
    ...startOf(possible(step, task)[0]),
    ...waitingFor(step, task),
  };
}

function dateFor(step: Step, task: Task): Pick<Values, 'newDate'> {
  return { newDate: step === 'decideExtension' ? pendingExtension(task)?.askedDate : undefined };
}

const WAITING_STEPS: Partial<Record<Step, string>> = {
  submit: 'SUBMIT',
  requestExtension: 'REQUEST_EXTENSION',
  return: 'RETURN',
  reportProgress: 'REPORT_PROGRESS',
};

/** What waits for approval: a head who changes it takes the step with it. */
function waitingFor(step: Step, { approval, allowedActions }: Task): Partial<Values> {
  if (!approval || WAITING_STEPS[step] !== approval.step) return {};
  const { submission, progress, reason, askedDate, delayCause } = approval;
  return {
    words: submission?.text ?? progress?.text ?? reason ?? '',
    ...(submission && { documentNumber: submission.documentNumber ?? '', files: attached(submission.files) }),
    ...(progress && {
      percent: progress.percent ?? 0,
      obstacles: progress.obstacles ?? '',
      files: attached(progress.files),
    }),
    ...(askedDate && { newDate: askedDate }),
    ...(delayCause &&
      allowedActions?.includes('stateCause') && {
        causeKind: kindOf(delayCause) ?? '',
        causeText: delayCause.text ?? '',
      }),
  };
}

/** Files that were uploaded by another person; their names are read where they are shown. */
function attached(files: readonly string[] = []): Attached[] {
  return files.map((name) => ({ name, displayName: '', sizeBytes: 0 }));
}

function statedKind({ delayCause }: Task): Values['causeKind'] {
  return (delayCause && kindOf({ kind: delayCause.statedKind })) ?? '';
}

/** The request for a later date that waits for a decision. */
export function pendingExtension(task: Task) {
  return task.extensions?.find((extension) => !extension.decideDate);
}

/** Steps whose text is required. */
const EXPLAINED: readonly Step[] = [
  'reject',
  'return',
  'recall',
  'cancel',
  'sendBack',
  'suspend',
  'requestExtension',
  'extend',
  'reissue',
  'insist',
  'transfer',
  'redo',
  'reopen',
  'adjust',
  'askChanges',
  'contestCause',
  'decideContest',
  'reportProgress',
  'submit',
  'reportCoordination',
  'sendBackCoordination',
];

export function requiresWords(step: Step, { granted }: Pick<Values, 'granted'> = { granted: true }): boolean {
  return EXPLAINED.includes(step) || ((step === 'decideExtension' || step === 'confirmCause') && !granted);
}

/** Steps that name a unit. */
const NAMING: readonly Step[] = ['delegate', 'createSubtask', 'transfer', ...COORDINATION_STEPS];

/** The required fields that are empty. */
export function missing(step: Step, values: Values): Field[] {
  const absent: Field[] = [];
  if (requiresWords(step, values) && !values.words.trim()) absent.push('words');
  if (NAMING.includes(step) && !values.unit) absent.push('unit');
  if (statesTerms(step) && !values.title.trim()) absent.push('title');
  if (statesTerms(step) && !values.output.trim()) absent.push('output');
  if (step === 'submit' && !values.documentNumber.trim() && values.files.length === 0)
    absent.push('documentNumber');
  if (needsNewDate(step, values) && !values.newDate) absent.push('newDate');
  if (step === 'stateCause' && !values.causeKind) absent.push('causeKind');
  if (values.causeKind && !values.causeText.trim() && asksForCause(step)) absent.push('causeText');
  return absent;
}

function statesTerms(step: Step): boolean {
  return step === 'createSubtask' || step === 'adjust';
}

function needsNewDate(step: Step, { granted }: Values): boolean {
  return step === 'requestExtension' || step === 'extend' || (step === 'decideExtension' && granted);
}

function asksForCause(step: Step): boolean {
  return step === 'reportProgress' || step === 'submit' || step === 'stateCause';
}

/** The field of the form for each field path of the API. */
const PATHS: Record<string, Field> = {
  note: 'words',
  reason: 'words',
  message: 'words',
  'progress.text': 'words',
  'progress.percent': 'percent',
  'progress.obstacles': 'obstacles',
  'submission.text': 'words',
  'submission.documentNumber': 'documentNumber',
  'submission.files': 'documentNumber',
  files: 'files',
  unit: 'unit',
  part: 'part',
  dueDate: 'due',
  person: 'person',
  coHolder: 'coHolder',
  internalDueDate: 'internalDueDate',
  lead: 'unit',
  title: 'title',
  output: 'output',
  due: 'due',
  'due.date': 'due',
  resumeDate: 'resumeDate',
  newDate: 'newDate',
  late: 'newDate',
  documentNumber: 'documentNumber',
  delayCause: 'causeText',
  kind: 'causeKind',
  'delayCause.kind': 'causeKind',
  'delayCause.text': 'causeText',
  confirmDelayCause: 'confirmCause',
  openSubtasksReason: 'openSubtasksReason',
};

/** The errors of the API at the form's fields, and those that no field shows. */
export function placed(fields: Record<string, string>): { errors: Errors; others: string[] } {
  const errors: Errors = {};
  const others: string[] = [];
  for (const [path, description] of Object.entries(fields)) {
    const field = PATHS[path.replace(/\[\d+\].*$/, '')];
    if (field) errors[field] ??= description;
    else others.push(description);
  }
  return { errors, others };
}
