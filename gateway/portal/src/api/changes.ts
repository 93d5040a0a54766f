import type { QueryClient } from '@tanstack/react-query';

const STREAMS: Record<string, readonly string[]> = {
  '/v1/tasks:watch': ['tasks', 'task', 'basket'],
  '/v1/notifications:watch': ['notifications'],
};
const CHANNEL = 'dondoc-changes';
const A_MOMENT = 700;

/**
 * Refetches what the server says has changed. One tab of the browser listens and tells the others: a browser allows few
 * connections to one server, and ten tabs must not use them all up.
 */
export function followChanges(queries: QueryClient): () => void {
  const stopped = new AbortController();
  const channel = new BroadcastChannel(CHANNEL);
  const refetch = gathered((stream) => {
    for (const key of STREAMS[stream] ?? []) void queries.invalidateQueries({ queryKey: [key] });
  });
  channel.onmessage = (message: MessageEvent<string>) => {
    refetch(message.data);
  };
  const told = (stream: string) => {
    refetch(stream);
    channel.postMessage(stream);
  };
  void navigator.locks
    .request(CHANNEL, { signal: stopped.signal }, () => listen(told, stopped.signal))
    .catch(() => undefined);
  return () => {
    stopped.abort();
    channel.close();
  };
}

/** What is told many times within a moment is done once. */
function gathered(act: (stream: string) => void): (stream: string) => void {
  const waiting = new Set<string>();
  return (stream) => {
    if (waiting.has(stream)) return;
    waiting.add(stream);
    setTimeout(() => {
      waiting.delete(stream);
      act(stream);
    }, A_MOMENT);
  };
}

/** Listens until it is stopped; EventSource connects again by itself. */
function listen(told: (stream: string) => void, stopped: AbortSignal): Promise<void> {
  const sources = Object.keys(STREAMS).map((stream) => {
    const source = new EventSource(stream);
    let wasLost = false;
    source.onmessage = () => {
      told(stream);
    };
    source.onerror = () => {
      wasLost = true;
    };
    // What happened while nobody listened is not told again.
    source.onopen = () => {
      if (wasLost) told(stream);
      wasLost = false;
    };
    return source;
  });
  return new Promise((resolve) => {
    stopped.addEventListener('abort', () => {
      sources.forEach((source) => {
        source.close();
      });
      resolve();
    });
  });
}
