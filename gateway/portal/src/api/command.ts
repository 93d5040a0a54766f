import { useMutation, type UseMutationOptions } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Problem } from './problem';

/** What every command carries, so that a repetition of it is done once. */
export interface Once {
  'Idempotency-Key': string;
}

/**
 * A change of something. The same variables get the same key until they are answered: who presses again after a lost
 * connection does not do it twice.
 */
export function useCommand<V, R>(
  run: (variables: V, once: Once) => Promise<R>,
  options: Omit<UseMutationOptions<R, Problem, V>, 'mutationFn'> = {},
) {
  const keys = useRef(new Map<string, string>());
  return useMutation<R, Problem, V>({
    ...options,
    mutationFn: async (variables) => {
      const said = JSON.stringify(variables ?? null);
      const key = keys.current.get(said) ?? crypto.randomUUID();
      keys.current.set(said, key);
      const answer = await run(variables, { 'Idempotency-Key': key });
      keys.current.delete(said);
      return answer;
    },
  });
}
