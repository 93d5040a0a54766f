import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, id, ok } from '@/api/client';
import { useCommand, type Once } from '@/api/command';
import { inParallel } from '@/api/parallel';
import { subscriberOf, type StuckEvent, type Verb } from './events';

interface Mending {
  verb: Verb;
  name: string;
  reason: string;
}

async function mend({ verb, name, reason }: Mending, once: Once): Promise<void> {
  const call = {
    params: { path: { subscriber: subscriberOf(name), stuck_event: id(name) }, header: once },
    body: { reason },
  };
  await (verb === 'replay'
    ? ok(api.POST('/v1/subscribers/{subscriber}/stuckEvents/{stuck_event}:replay', call))
    : ok(api.POST('/v1/subscribers/{subscriber}/stuckEvents/{stuck_event}:drop', call)));
}

/** Why an event was not mended. */
export interface Refused {
  event: StuckEvent;
  error: unknown;
}

/** Replays or drops events, and says which were refused, and why. */
export function useMending(verb: Verb) {
  const queries = useQueryClient();
  const command = useCommand(mend);
  const [isRunning, setRunning] = useState(false);
  const run = async (events: readonly StuckEvent[], reason: string): Promise<Refused[]> => {
    const refused: Refused[] = [];
    setRunning(true);
    await inParallel(events, async (event) => {
      const what = { verb, name: event.name ?? '', reason };
      await command.mutateAsync(what).catch((error: unknown) => refused.push({ event, error }));
    });
    setRunning(false);
    await queries.invalidateQueries({ queryKey: ['operations'] });
    return refused;
  };
  return { run, isRunning };
}
