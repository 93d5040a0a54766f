import { expect, test } from 'vitest';
import { Problem } from '@/api/problem';
import { isOver, mayRetry, type Upload } from './uploading';

const upload = (state: Upload['state'], problem?: unknown) => ({ state, problem }) as Upload;

test('what is sent or entered is not over', () => {
  const states = ['waiting', 'sending', 'entering', 'entered', 'failed', 'stopped'] as const;
  expect(states.filter((state) => isOver(upload(state)))).toEqual(['entered', 'failed', 'stopped']);
});

test('another try is offered where it may succeed', () => {
  expect(mayRetry(upload('stopped'))).toBe(true);
  expect(mayRetry(upload('failed', Problem.offline(undefined)))).toBe(true);
  expect(mayRetry(upload('failed', Problem.of(400, { reason: 'FILE_BROKEN' })))).toBe(false);
  expect(mayRetry(upload('entered'))).toBe(false);
});
