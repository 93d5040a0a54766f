import { useEffect, useRef, useState } from 'react';
import { upload as sendFile } from '@/api/files';
import type { Attached } from './values';

export interface Upload {
  key: number;
  file: File;
  share: number;
  failure?: unknown;
  stop: () => void;
}

let lastKey = 0;

/** Files on their way to the server; one that has arrived joins `stored`. */
export function useUploads(
  stored: Attached[],
  onStored: (files: Attached[]) => void,
  onBusy: (busy: boolean) => void,
) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  // Two files may arrive between two renderings.
  const files = useRef(stored);
  useEffect(() => {
    files.current = stored;
  }, [stored]);
  const busy = uploads.some((one) => !one.failure);
  useEffect(() => {
    onBusy(busy);
  }, [busy, onBusy]);
  const change = (key: number, changed: Partial<Upload>) => {
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...changed } : one)));
  };
  const drop = (key: number) => {
    setUploads((all) => all.filter((one) => one.key !== key));
  };
  const begin = (file: File) => {
    const key = ++lastKey;
    const stopped = new AbortController();
    const stop = () => {
      stopped.abort();
    };
    setUploads((all) => [...all, { key, file, share: 0, stop }]);
    sendFile(
      file,
      (share) => {
        change(key, { share });
      },
      stopped.signal,
    )
      .then(({ name = '', displayName = '', sizeBytes = 0 }) => {
        files.current = [...files.current, { name, displayName, sizeBytes }];
        onStored(files.current);
        drop(key);
      })
      .catch((failure: unknown) => {
        change(key, { failure });
      });
  };
  return {
    uploads,
    send: (chosen: File[]) => {
      chosen.forEach(begin);
    },
    remove: (key: number) => {
      uploads.find((one) => one.key === key)?.stop();
      drop(key);
    },
  };
}
