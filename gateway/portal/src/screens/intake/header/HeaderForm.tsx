import { Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { directiveQuery, type Directive } from '@/api/directives';
import type { Problem } from '@/api/problem';
import { Conflict } from '@/ui/form/Conflict';
import { DraftNotice } from '@/ui/form/DraftNotice';
import { FormButtons } from '@/ui/form/FormButtons';
import { Refusal } from '@/ui/form/Refusal';
import { useEditing } from '@/ui/form/useEditing';
import { LinkTo } from '@/ui/LinkTo';
import { useUpdateDirective } from '../commands';
import { useRefusal } from '../refusals';
import { HeaderFields } from './HeaderFields';
import { headerChanges, headerOf, useHeaderDifferences, type HeaderValues } from './headerValues';

interface Props {
  directive: Directive;
  draft: string;
  onDone: () => void;
}

/** The fields of a directive, to be corrected or typed in from a scan. */
export function HeaderForm({ directive, draft, onDone }: Props) {
  const { t } = useTranslation(['intake', 'common']);
  const { name = '' } = directive;
  const queries = useQueryClient();
  const update = useUpdateDirective(name);
  const editing = useEditing<Directive, HeaderValues>({
    draft,
    saved: directive,
    valuesOf: headerOf,
    latest: () => queries.fetchQuery({ ...directiveQuery(name), staleTime: 0 }),
    save: ({ base, values, etag }, then) => {
      update.mutate({ changes: headerChanges(base, values), etag }, then);
    },
    message: t('header.saved'),
    onDone,
  });
  const differences = useHeaderDifferences(editing, editing.theirs);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        editing.submit();
      }}
    >
      <Stack gap="sm">
        <DraftNotice restored={editing.draft.restored} onDiscard={editing.draft.discard} />
        <HeaderFields values={editing.values} set={editing.set} errors={update.error?.fields ?? {}} />
        {update.error && !update.error.stale && <Refused problem={update.error} />}
        <FormButtons
          submit={t('save', { ns: 'common' })}
          pending={update.isPending}
          onCancel={editing.cancel}
        />
      </Stack>
      <Conflict {...editing.dialog} differences={differences} />
    </form>
  );
}

function Refused({ problem }: { problem: Problem }) {
  const { t } = useTranslation('intake');
  const refusal = useRefusal(problem);
  const { directive: existing, existing: facts = '' } = problem.metadata;
  return (
    <Refusal>
      <Text size="sm">
        {refusal}
        {existing && facts}{' '}
        {existing && (
          <LinkTo underline="always" to="/directives/$directive" params={{ directive: id(existing) }}>
            {t('alike.open')}
          </LinkTo>
        )}
      </Text>
    </Refusal>
  );
}
