import type { QueryClient } from '@tanstack/react-query';

/** The streams of changes (server-sent events): the event of each, and the queries that it makes stale. */
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
type OnChange = (stream: Stream) => void;

const CHANNEL = 'dondoc-changes';
const RECONNECT_MS = 10_000;
const GATHER_MS = 700;

/**
 * Refetches what the server reports as changed. One tab of the browser listens and passes changes on to the others: a
 * browser allows few connections to one server, and ten tabs must not use them all up.
 */
export function followChanges(queries: QueryClient): () => void {
  const stopped = new AbortController();
  const channel = new BroadcastChannel(CHANNEL);
  const refetch = gathered((path) => {
    for (const key of STREAMS.find((stream) => stream.path === path)?.keys ?? []) {
      void queries.invalidateQueries({ queryKey: [key] });
    }
  });
  const onChange: OnChange = (stream) => {
    refetch(stream.path);
    channel.postMessage(stream.path);
  };
  // The server does not repeat what happened before the stream was open, or while its connection was lost.
  const onOpen: OnChange = (stream) => {
    if (stream.keys.some((key) => isAnswered(queries, key))) refetch(stream.path);
    channel.postMessage(stream.path);
  };
  channel.onmessage = (message: MessageEvent<string>) => {
    refetch(message.data);
  };
  navigator.locks
    .request(CHANNEL, { signal: stopped.signal }, () => listenUntil(stopped.signal, onChange, onOpen))
    .catch(() => undefined);
  return () => {
    stopped.abort();
    channel.close();
  };
}

/** Calls that come in quick succession act once. */
export function gathered(act: (path: string) => void): (path: string) => void {
  const waiting = new Set<string>();
  return (path) => {
    if (waiting.has(path)) return;
    waiting.add(path);
    setTimeout(() => {
      waiting.delete(path);
      act(path);
    }, GATHER_MS);
  };
}

/** A query still under way is not asked again: every screen would be loaded twice. */
function isAnswered(queries: QueryClient, key: string): boolean {
  const asked = queries.getQueryCache().findAll({ queryKey: [key] });
  return asked.some(({ state }) => state.data !== undefined);
}

function listenUntil(stopped: AbortSignal, onChange: OnChange, onOpen: OnChange): Promise<void> {
  // The lock may be granted at the moment at which it is no longer wanted.
  if (stopped.aborted) return Promise.resolve();
  const closings = STREAMS.map((stream) => listen(stream, onChange, onOpen));
  return new Promise((resolve) => {
    stopped.addEventListener('abort', () => {
      closings.forEach((close) => {
        close();
      });
      resolve();
    });
  });
}

/** Listens to one stream; returns how to stop. */
function listen(stream: Stream, onChange: OnChange, onOpen: OnChange): () => void {
  let source: EventSource;
  let later: number | undefined;

  const open = () => {
    source = new EventSource(stream.path);
    source.addEventListener(stream.event, () => {
      onChange(stream);
    });
    source.onopen = () => {
      onOpen(stream);
    };
    // The browser restores a lost connection, but not one that was refused (signed out, too many tabs, a restart).
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) later = window.setTimeout(open, RECONNECT_MS);
    };
  };
  open();
  return () => {
    window.clearTimeout(later);
    source.close();
  };
}
