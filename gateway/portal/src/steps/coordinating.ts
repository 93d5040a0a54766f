import { api } from '@/api/client';
import type { Once } from '@/api/command';
import type { CoordinationStep } from './coordination';
import type { Values } from './values';

interface Params {
  path: { task: string };
  header: Once & { 'If-Match'?: string };
}

/** Sends a step about the part of one coordinator. */
export function coordinate(step: CoordinationStep, params: Params, values: Values) {
  const { unit, words } = values;
  switch (step) {
    case 'acceptCoordination':
      return api.POST('/v1/tasks/{task}:acceptCoordination', { params, body: { unit, note: words } });
    case 'reportCoordination': {
      const { percent, obstacles, done, documentNumber } = values;
      const body = { unit, progress: { percent, text: words, obstacles }, done, documentNumber };
      return api.POST('/v1/tasks/{task}:reportCoordination', { params, body });
    }
    case 'setCoordination': {
      const body = { unit, part: values.part, dueDate: values.due ?? '', note: words };
      return api.POST('/v1/tasks/{task}:setCoordination', { params, body });
    }
    case 'urgeCoordination':
      return api.POST('/v1/tasks/{task}:urgeCoordination', { params, body: { unit, message: words } });
    case 'sendBackCoordination':
      return api.POST('/v1/tasks/{task}:sendBackCoordination', { params, body: { unit, reason: words } });
  }
}
