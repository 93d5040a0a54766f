import type { QueryClient } from '@tanstack/react-query';

/** The streams of changes (server-sent events): the event that each tells, and which queries are asked again. */
const STREAMS = [
  { path: '/v1/tasks:watch', event: 'TaskChange', keys: ['tasks', 'task', 'basket', 'proposals'] },
  { path: '/v1/notifications:watch', event: 'NotificationChange', keys: ['notifications'] },
  {
    path: '/v1/directives:watch',
    event: 'DirectiveChange',
    keys: ['directives', 'directive', 'proposals', 'forwardings'],
  },
] as const;
type Stream = (typeof STREAMS)[number];

const CHANNEL = 'dondoc-changes';
const PAUSE = 10_000;
const A_MOMENT = 700;

/**
 * Refetches what the server says has changed. One tab of the browser listens and tells the others: a browser allows few
 * connections to one server, and ten tabs must not use them all up.
 */
export function followChanges(queries: QueryClient): () => void {
  const stopped = new AbortController();
  const channel = new BroadcastChannel(CHANNEL);
  const refetch = gathered((path) => {
    for (const key of STREAMS.find((stream) => stream.path === path)?.keys ?? []) {
      void queries.invalidateQueries({ queryKey: [key] });
    }
  });
  const told = (stream: Stream) => {
    refetch(stream.path);
    channel.postMessage(stream.path);
  };
  channel.onmessage = (message: MessageEvent<string>) => {
    refetch(message.data);
  };
  navigator.locks
    .request(CHANNEL, { signal: stopped.signal }, () => untilStopped(stopped.signal, told))
    .catch(() => undefined);
  return () => {
    stopped.abort();
    channel.close();
  };
}

/** What is told many times within a moment is done once. */
function gathered(act: (path: string) => void): (path: string) => void {
  const waiting = new Set<string>();
  return (path) => {
    if (waiting.has(path)) return;
    waiting.add(path);
    setTimeout(() => {
      waiting.delete(path);
      act(path);
    }, A_MOMENT);
  };
}

function untilStopped(stopped: AbortSignal, told: (stream: Stream) => void): Promise<void> {
  // The lock may be granted in the moment in which it is no longer wanted.
  if (stopped.aborted) return Promise.resolve();
  const closings = STREAMS.map((stream) => listen(stream, told));
  return new Promise((resolve) => {
    stopped.addEventListener('abort', () => {
      closings.forEach((close) => {
        close();
      });
      resolve();
    });
  });
}

/** Listens to one stream until it is closed. */
function listen(stream: Stream, told: (stream: Stream) => void): () => void {
  let source: EventSource;
  let later: number | undefined;
  let wasLost = false;

  const open = () => {
    source = new EventSource(stream.path);
    source.addEventListener(stream.event, () => {
      told(stream);
    });
    // What happened while nobody listened is not told again.
    source.onopen = () => {
      if (wasLost) told(stream);
      wasLost = false;
    };
    // A lost connection comes back by itself, a refused one (signed out, too many tabs, being restarted) does not.
    source.onerror = () => {
      wasLost = true;
      if (source.readyState === EventSource.CLOSED) later = window.setTimeout(open, PAUSE);
    };
  };
  open();
  return () => {
    window.clearTimeout(later);
    source.close();
  };
}
