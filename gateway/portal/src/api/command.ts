import { useMutation, type UseMutationOptions } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Problem } from './problem';

/** The header of every command: the server carries out commands with the same key only once. */
export interface Once {
  'Idempotency-Key': string;
}

/**
 * A change through the API. The same variables keep their key until the server has answered: pressing again after a
 * lost connection does not repeat the change.
 */
export function useCommand<V, R>(
  run: (variables: V, once: Once) => Promise<R>,
  options: Omit<UseMutationOptions<R, Problem, V>, 'mutationFn'> = {},
) {
  const keys = useRef(new Map<string, string>());
  return useMutation<R, Problem, V>({
    ...options,
    mutationFn: async (variables) => {
      const command = JSON.stringify(variables ?? null);
      const key = keys.current.get(command) ?? crypto.randomUUID();
      keys.current.set(command, key);
      const answer = await run(variables, { 'Idempotency-Key': key });
      keys.current.delete(command);
      return answer;
    },
  });
}
