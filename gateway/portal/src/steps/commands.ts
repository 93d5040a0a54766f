import { useQueryClient } from '@tanstack/react-query';
import { api, id, ifMatch, ok } from '@/api/client';
import { useCommand, type Once } from '@/api/command';
import { refreshTasks, type Task } from '@/api/tasks';
import { coordinate } from './coordinating';
import { decide } from './decisions';
import type { FormStep } from './steps';
import type { Values } from './values';

/** A step on the version of a task that the person has seen. */
export interface StepCommand {
  step: FormStep;
  name: string;
  etag: string;
  values: Values;
}

/** Takes a step, and reads again what it changes. */
export function useStep() {
  const queries = useQueryClient();
  return useCommand(takeStep, { onSuccess: (task) => refreshTasks(queries, task) });
}

/** Takes a step. */
export async function takeStep({ step, name, etag, values }: StepCommand, once: Once): Promise<Task> {
  const params = { path: { task: id(name) }, header: { ...once, ...ifMatch(etag) } };
  const note = { note: values.words };
  const reason = { reason: values.words };
  switch (step) {
    case 'propose':
      return ok(api.POST('/v1/tasks/{task}:propose', { params, body: note }));
    case 'issue':
      return ok(api.POST('/v1/tasks/{task}:issue', { params, body: note }));
    case 'accept':
      return ok(api.POST('/v1/tasks/{task}:accept', { params, body: note }));
    case 'reject':
      return ok(api.POST('/v1/tasks/{task}:reject', { params, body: reason }));
    case 'return':
      return ok(api.POST('/v1/tasks/{task}:return', { params, body: reason }));
    case 'recall':
      return ok(api.POST('/v1/tasks/{task}:recall', { params, body: reason }));
    case 'sendBack':
      return ok(api.POST('/v1/tasks/{task}:sendBack', { params, body: reason }));
    case 'urge':
      return ok(api.POST('/v1/tasks/{task}:urge', { params, body: { message: values.words } }));
    case 'confirm': {
      const body = { ...note, confirmDelayCause: values.confirmCause };
      return ok(api.POST('/v1/tasks/{task}:confirm', { params, body }));
    }
    case 'delegate': {
      const { unit, person, coHolder, internalDueDate = '' } = values;
      const body = { ...note, unit, person, coHolder, internalDueDate };
      return ok(api.POST('/v1/tasks/{task}:delegate', { params, body }));
    }
    case 'reportProgress': {
      const { percent, words: text, obstacles } = values;
      const body = { progress: { percent, text, obstacles }, files: names(values), ...cause(values) };
      return ok(api.POST('/v1/tasks/{task}:reportProgress', { params, body }));
    }
    case 'submit': {
      const submission = {
        text: values.words,
        documentNumber: values.documentNumber,
        files: names(values),
      };
      const body = { submission, openSubtasksReason: values.openSubtasksReason, ...cause(values) };
      return ok(api.POST('/v1/tasks/{task}:submit', { params, body }));
    }
    case 'createSubtask':
      return ok(api.POST('/v1/tasks', { params: { header: once }, body: subtask(name, values) }));
    case 'acceptCoordination':
    case 'reportCoordination':
    case 'setCoordination':
    case 'urgeCoordination':
    case 'sendBackCoordination':
      return ok(coordinate(step, params, values));
    default:
      return ok(decide(step, params, values));
  }
}

function names({ files }: Values): string[] {
  return files.map((file) => file.name);
}

function subtask(parentTask: string, values: Values) {
  return {
    title: values.title,
    parentTask,
    requiredByParent: values.required,
    lead: values.unit,
    output: values.output,
    due: values.due ? { kind: 'FIXED' as const, date: values.due } : { kind: 'NONE' as const },
  };
}

function cause({ causeKind, causeText }: Values) {
  return causeKind ? { delayCause: { kind: causeKind, text: causeText } } : {};
}
