import { api } from '@/api/client';
import type { Once } from '@/api/command';
import type { FormStep } from './steps';
import type { Values } from './values';

/** What becomes of a task that does not simply go on. */
export type DecisionStep = Extract<
  FormStep,
  | 'cancel'
  | 'reissue'
  | 'insist'
  | 'transfer'
  | 'redo'
  | 'reopen'
  | 'adjust'
  | 'stateCause'
  | 'confirmCause'
  | 'contestCause'
  | 'decideContest'
  | 'suspend'
  | 'resume'
  | 'requestExtension'
  | 'decideExtension'
  | 'extend'
  | 'approve'
  | 'askChanges'
  | 'withdraw'
>;

interface Params {
  path: { task: string };
  header: Once & { 'If-Match'?: string };
}

/** Sends a decision, or the request for one. */
export function decide(step: DecisionStep, params: Params, values: Values) {
  const reason = { reason: values.words };
  const newDate = values.newDate ?? '';
  switch (step) {
    case 'cancel':
      return api.POST('/v1/tasks/{task}:cancel', { params, body: reason });
    case 'reissue': {
      const body = { ...reason, lead: values.unit, ...dueOf(values) };
      return api.POST('/v1/tasks/{task}:reissue', { params, body });
    }
    case 'transfer': {
      const body = { ...reason, lead: values.unit, ...dueOf(values) };
      return api.POST('/v1/tasks/{task}:transfer', { params, body });
    }
    case 'stateCause':
    case 'confirmCause':
    case 'contestCause':
    case 'decideContest':
      return explain(step, params, values);
    case 'insist':
      return api.POST('/v1/tasks/{task}:insist', { params, body: reason });
    case 'redo':
      return api.POST('/v1/tasks/{task}:redo', { params, body: reason });
    case 'reopen':
      return api.POST('/v1/tasks/{task}:reopen', { params, body: reason });
    case 'adjust': {
      const body = { ...reason, title: values.title, output: values.output };
      return api.POST('/v1/tasks/{task}:adjust', { params, body });
    }
    case 'suspend': {
      const body = { ...reason, resumeDate: values.resumeDate };
      return api.POST('/v1/tasks/{task}:suspend', { params, body });
    }
    case 'resume':
      return api.POST('/v1/tasks/{task}:resume', { params, body: { note: values.words } });
    case 'requestExtension': {
      const body = { ...reason, newDate, late: values.late };
      return api.POST('/v1/tasks/{task}:requestExtension', { params, body });
    }
    case 'decideExtension': {
      const body = { ...reason, granted: values.granted, newDate: values.granted ? newDate : '' };
      return api.POST('/v1/tasks/{task}:decideExtension', { params, body });
    }
    case 'approve':
      return api.POST('/v1/tasks/{task}:approve', { params, body: {} });
    case 'askChanges':
      return api.POST('/v1/tasks/{task}:askChanges', { params, body: reason });
    case 'withdraw':
      return api.POST('/v1/tasks/{task}:withdraw', { params, body: reason });
    case 'extend':
      return api.POST('/v1/tasks/{task}:extend', { params, body: { ...reason, newDate } });
  }
}

type CauseStep = Extract<DecisionStep, 'stateCause' | 'confirmCause' | 'contestCause' | 'decideContest'>;

/** Sends a cause of delay, a decision on it or a contest of that decision. */
function explain(step: CauseStep, params: Params, values: Values) {
  const reason = { reason: values.words };
  switch (step) {
    case 'stateCause': {
      const delayCause = { kind: values.causeKind || ('KIND_UNSPECIFIED' as const), text: values.causeText };
      return api.POST('/v1/tasks/{task}:stateCause', { params, body: { delayCause } });
    }
    case 'confirmCause': {
      const body = { ...reason, kind: values.causeKind || undefined, refused: !values.granted };
      return api.POST('/v1/tasks/{task}:confirmCause', { params, body });
    }
    case 'contestCause': {
      const body = { ...reason, documentNumber: values.documentNumber };
      return api.POST('/v1/tasks/{task}:contestCause', { params, body });
    }
    case 'decideContest': {
      const body = { ...reason, kind: values.causeKind || undefined, granted: values.granted };
      return api.POST('/v1/tasks/{task}:decideContest', { params, body });
    }
  }
}

function dueOf({ newDate }: Values) {
  return newDate ? { due: { kind: 'FIXED' as const, date: newDate } } : {};
}
