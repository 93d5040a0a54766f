import { useQueryClient } from '@tanstack/react-query';
import { api, ok, type Schemas } from '@/api/client';
import { useCommand } from '@/api/command';
import { refreshTasks } from '@/api/tasks';

export type Imported = Schemas['task.ImportTasksResponse'];
export type Row = Schemas['task.ImportedRow'];
export type Problem = Schemas['task.CellProblem'];
export type Outcome = 'ISSUE' | 'PROPOSE' | 'DRAFT';

/** A workbook as it was chosen: what was looked at is what is imported, even if the file is saved meanwhile. */
export interface Workbook {
  name: string;
  /** Tells one choice from another. */
  key: string;
  content: ArrayBuffer;
}

export interface Given {
  workbook: Workbook;
  outcome: Outcome;
  /** Only says what the import would do. */
  dry: boolean;
}

const EXCEL = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export async function chosen(file: File): Promise<Workbook> {
  return { name: file.name, key: crypto.randomUUID(), content: await file.arrayBuffer() };
}

/** Looks at a workbook row by row, or imports it. */
export function useImport() {
  const queries = useQueryClient();
  return useCommand(
    ({ workbook, outcome, dry }: Given, once): Promise<Imported> =>
      ok(
        api.POST('/v1/tasks:import', {
          params: { header: once, query: { outcome, validateOnly: dry } },
          headers: { 'Content-Type': EXCEL },
          body: '',
          bodySerializer: () => new Blob([workbook.content], { type: EXCEL }),
        }),
      ),
    { onSuccess: (_, { dry }) => (dry ? undefined : refreshTasks(queries)) },
  );
}

/** The form to fill in. */
export const template = () => api.GET('/v1/tasks:exportTemplate', { parseAs: 'stream' });
