import { useIsMutating, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { receive, saveFile } from '@/api/files';
import type { Problem } from '@/api/problem';
import type { Question } from '@/api/statistics';

const KEY = ['export', 'statistics'];
const NAME = 'bao-cao.xlsx';

interface Messages {
  onSaved: (name: string) => void;
  onFailed: (problem: Problem) => void;
}

/**
 * Downloads the workbook. The download goes on while the person is on another screen; `percent` is undefined until the
 * server has made the file.
 */
export function useExport({ onSaved, onFailed }: Messages) {
  const [percent, setPercent] = useState<number>();
  const { mutate } = useMutation<string, Problem, Question>({
    mutationKey: KEY,
    mutationFn: async (question) => {
      setPercent(undefined);
      const call = api.GET('/v1/statistics:export', {
        params: { query: { ...question } },
        parseAs: 'stream',
      });
      const { content, name = NAME } = await receive(call, (bytes, length) => {
        if (length) setPercent(Math.min(100, Math.floor((100 * bytes) / length)));
      });
      saveFile(content, name);
      return name;
    },
    onSuccess: onSaved,
    onError: onFailed,
  });
  return { download: mutate, running: useIsMutating({ mutationKey: KEY }) > 0, percent };
}
