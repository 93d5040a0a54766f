import { useIsMutating, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ok } from '@/api/client';
import type { Problem } from '@/api/problem';
import type { Question } from '@/api/statistics';

const KEY = ['export', 'statistics'];

/**
 * Fetches the workbook and hands it to the browser's downloads. It goes on if the screen is left; `percent` is unknown
 * until the server has made the file.
 */
export function useExport(told: { saved: (name: string) => void; failed: (problem: Problem) => void }) {
  const [percent, setPercent] = useState<number>();
  const { mutate } = useMutation<string, Problem, Question>({
    mutationKey: KEY,
    mutationFn: async (question) => {
      setPercent(undefined);
      const asked = api.GET('/v1/statistics:export', {
        params: { query: { ...question } },
        parseAs: 'stream',
      });
      const stream = (await ok(asked)) as unknown as ReadableStream<Uint8Array<ArrayBuffer>> | null;
      const { headers } = (await asked).response;
      const pieces = await read(stream, Number(headers.get('content-length') ?? 0), setPercent);
      const name = /filename="([^"]+)"/.exec(headers.get('content-disposition') ?? '')?.[1] ?? 'bao-cao.xlsx';
      save(new Blob(pieces, { type: headers.get('content-type') ?? '' }), name);
      return name;
    },
    onSuccess: told.saved,
    onError: told.failed,
  });
  return { download: mutate, running: useIsMutating({ mutationKey: KEY }) > 0, percent };
}

async function read(
  stream: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  length: number,
  onPercent: (percent: number) => void,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const reader = stream?.getReader();
  let loaded = 0;
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    pieces.push(next.value);
    loaded += next.value.length;
    if (length) onPercent(Math.min(100, Math.floor((100 * loaded) / length)));
  }
  return pieces;
}

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the file once it has begun.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}
