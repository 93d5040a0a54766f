import { useQueryClient } from '@tanstack/react-query';
import { api, id, ifMatch, ok, type Schemas } from '@/api/client';
import { useCommand } from '@/api/command';
import type { Unit } from '@/api/names';
import type { Day } from '@/ui/dates';
import type { Person, Position } from '@/api/people';

type UnitFields = Schemas['identity.UnitUpdate'];
type PersonFields = Schemas['identity.PersonUpdate'];

/** Reads again whatever shows units or people. */
function useRefresh() {
  const queries = useQueryClient();
  return () =>
    Promise.all(['units', 'people', 'named'].map((kind) => queries.invalidateQueries({ queryKey: [kind] })));
}

export function useCreateUnit() {
  const refresh = useRefresh();
  return useCommand(
    (unit: Unit, once) => ok(api.POST('/v1/units', { params: { header: once }, body: unit })),
    { onSuccess: refresh },
  );
}

export interface UnitChange {
  unit: string;
  etag: string | undefined;
  fields: UnitFields;
  effectiveDate?: string;
}

export function useUpdateUnit() {
  const refresh = useRefresh();
  return useCommand(
    ({ unit, etag, fields, effectiveDate }: UnitChange, once) =>
      ok(
        api.PATCH('/v1/units/{unit}', {
          params: {
            path: { unit: id(unit) },
            header: { ...once, ...ifMatch(etag) },
            query: {
              updateMask: Object.keys(fields).join(','),
              ...(effectiveDate && { effectiveDate }),
            },
          },
          body: fields,
        }),
      ),
    { onSuccess: refresh },
  );
}

export function useCreatePerson() {
  const refresh = useRefresh();
  return useCommand(
    (person: Person, once) => ok(api.POST('/v1/people', { params: { header: once }, body: person })),
    { onSuccess: refresh },
  );
}

export function useUpdatePerson() {
  const refresh = useRefresh();
  return useCommand(
    (change: { person: string; etag: string | undefined; fields: PersonFields }, once) =>
      ok(
        api.PATCH('/v1/people/{person}', {
          params: {
            path: { person: id(change.person) },
            header: { ...once, ...ifMatch(change.etag) },
            query: { updateMask: Object.keys(change.fields).join(',') },
          },
          body: change.fields,
        }),
      ),
    { onSuccess: refresh },
  );
}

export function useCreatePosition() {
  const refresh = useRefresh();
  return useCommand(
    ({ unit, position }: { unit: string; position: Position }, once) =>
      ok(
        api.POST('/v1/units/{unit}/positions', {
          params: { path: { unit: id(unit) }, header: once },
          body: position,
        }),
      ),
    { onSuccess: refresh },
  );
}

export function useEndPosition() {
  const refresh = useRefresh();
  return useCommand(
    ({ position, endDate }: { position: Position; endDate: Day }, once) => {
      const [, unit = '', , held = ''] = (position.name ?? '').split('/');
      return ok(
        api.POST('/v1/units/{unit}/positions/{position}:end', {
          params: { path: { unit, position: held }, header: { ...once, ...ifMatch(position.etag) } },
          body: { endDate },
        }),
      );
    },
    { onSuccess: refresh },
  );
}

/** Changes what needs approval inside an agency. */
export function useUpdateApprovalSettings() {
  const queries = useQueryClient();
  return useCommand(
    ({ agency, values }: { agency: string; values: Schemas['task.ApprovalSettings'] }, once) => {
      const { completions, extensions, returns, progressReports, approvers } = values;
      return ok(
        api.PATCH('/v1/units/{unit}/approvalSettings', {
          params: { path: { unit: id(agency) }, header: { ...once, ...ifMatch(values.etag) } },
          body: { completions, extensions, returns, progressReports, approvers },
        }),
      );
    },
    { onSuccess: () => queries.invalidateQueries({ queryKey: ['approvalSettings'] }) },
  );
}
