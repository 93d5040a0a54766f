import { Alert, Button, Group, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { Problem } from '@/api/problem';
import { Conflict } from '@/ui/Conflict';
import { DateField } from '@/ui/DateField';
import { DraftNotice } from '@/ui/DraftNotice';
import { told } from '@/ui/told';
import { useConflict } from '@/ui/useConflict';
import { useDraft } from '@/ui/useDraft';
import { LinkTo } from '@/ui/LinkTo';
import { useUpdateDirective } from '../commands';
import { FIELDS, useFieldName } from '@/ui/fields';
import {
  changesOf,
  headerOf,
  KINDS,
  URGENCIES,
  useHeaderDifferences,
  type HeaderValues,
} from './headerValues';
import { LeaderPicker, MonitorPicker } from './PeoplePickers';
import { directiveQuery, type Directive } from '../queries';
import { useRefusal } from '../refusals';

/** The fields of a directive to correct, or to type in from a scan. */
export function HeaderForm(props: { directive: Directive; draft: string; onDone: () => void }) {
  const { t } = useTranslation('intake');
  const { t: common } = useTranslation();
  const { name = '' } = props.directive;
  const queries = useQueryClient();
  const [initial] = useState(() => ({
    base: headerOf(props.directive),
    values: headerOf(props.directive),
    etag: props.directive.etag,
  }));
  const draft = useDraft(props.draft, initial);
  const update = useUpdateDirective(name);
  const { values } = draft.value;
  const set = (to: Partial<HeaderValues>) => {
    draft.change({ ...draft.value, values: { ...values, ...to } });
  };
  const done = () => {
    draft.discard();
    props.onDone();
  };
  const conflict = useConflict<Directive>({
    latest: () => queries.fetchQuery({ ...directiveQuery(name), staleTime: 0 }),
    onKeepMine: (theirs) => {
      save(headerOf(theirs), theirs.etag);
    },
    onTakeTheirs: done,
  });
  const differences = useHeaderDifferences(values, conflict.theirs);
  const save = (base: HeaderValues, etag: string | undefined) => {
    update.mutate(
      { changes: changesOf(base, values), etag },
      {
        onSuccess: () => {
          told(t('header.saved'));
          done();
        },
        onError: conflict.onRefusal,
      },
    );
  };
  const text = (field: TextField) => ({
    label: t(`header.${field}`),
    value: values[field],
    error: update.error?.fields[field],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) => {
      set({ [field]: value });
    },
  });
  const recipients = text('recipients');
  const fieldName = useFieldName();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save(draft.value.base, draft.value.etag);
      }}
    >
      <Stack gap="sm">
        <DraftNotice restored={draft.restored} onDiscard={draft.discard} />
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
          <TextInput {...text('numberSymbol')} />
          <Select
            label={t('header.kind')}
            data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
            value={values.kind}
            onChange={(kind) => {
              set({ kind: kind as HeaderValues['kind'] });
            }}
          />
          <DateField
            label={t('header.issueDate')}
            value={values.issueDate}
            onChange={(issueDate) => {
              set({ issueDate });
            }}
          />
          <TextInput {...text('issuer')} />
          <TextInput {...text('signer')} />
          <TextInput {...text('signerTitle')} />
        </SimpleGrid>
        <Textarea {...text('subject')} autosize minRows={2} maxRows={6} />
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
          <LeaderPicker
            value={values.assigner}
            onChange={(assigner) => {
              set({ assigner });
            }}
          />
          <MonitorPicker
            value={values.monitor}
            onChange={(monitor) => {
              set({ monitor });
            }}
          />
          <Select
            label={t('header.field')}
            clearable
            data={[...new Set<string>([...FIELDS, ...(values.field ? [values.field] : [])])].map((value) => ({
              value,
              label: fieldName(value),
            }))}
            value={values.field || null}
            onChange={(field) => {
              set({ field: field ?? '' });
            }}
          />
          <Select
            label={t('header.urgency')}
            data={URGENCIES.map((value) => ({ value, label: t(`urgency.${value}`) }))}
            value={values.urgency}
            onChange={(urgency) => {
              set({ urgency: urgency as HeaderValues['urgency'] });
            }}
          />
          <DateField
            label={t('header.meetingDate')}
            value={values.meetingDate}
            onChange={(meetingDate) => {
              set({ meetingDate });
            }}
          />
          <TextInput {...text('meetingChair')} />
        </SimpleGrid>
        <Textarea {...recipients} description={t('header.onePerLine')} autosize minRows={2} maxRows={8} />
        {update.error && !update.error.stale && <Refused problem={update.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={done}>
            {common('cancel')}
          </Button>
          <Button type="submit" loading={update.isPending}>
            {common('save')}
          </Button>
        </Group>
      </Stack>
      <Conflict {...conflict.dialog} differences={differences} />
    </form>
  );
}

type TextField =
  'numberSymbol' | 'issuer' | 'signer' | 'signerTitle' | 'subject' | 'meetingChair' | 'recipients';

function Refused({ problem }: { problem: Problem }) {
  const { t } = useTranslation('intake');
  const refusal = useRefusal(problem);
  const existing = problem.metadata.directive;
  return (
    <Alert color="red" role="alert">
      <Text size="sm">
        {refusal}{' '}
        {existing && (
          <LinkTo underline="always" to="/directives/$directive" params={{ directive: id(existing) }}>
            {t('twin.open')}
          </LinkTo>
        )}
      </Text>
    </Alert>
  );
}
