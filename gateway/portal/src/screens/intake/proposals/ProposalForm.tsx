import { Alert, Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Conflict } from '@/ui/Conflict';
import { DraftNotice } from '@/ui/DraftNotice';
import { told } from '@/ui/told';
import { UnitPicker } from '@/ui/UnitPicker';
import { useConflict } from '@/ui/useConflict';
import { useDraft } from '@/ui/useDraft';
import { useUpdateProposal } from '../commands';
import { CoordinationFields } from './CoordinationFields';
import { DueFields } from './DueFields';
import { proposalChanges, useProposalDifferences, valuesOf, type ProposalValues } from './proposalValues';
import { proposalsQuery, type Directive, type Proposal } from '../queries';
import { useRefusal } from '../refusals';

/** Corrects a proposal in its place. What is typed is kept, and never written over what somebody else has saved. */
export function ProposalForm(props: {
  directive: Directive;
  proposal: Proposal;
  draft: string;
  onDone: () => void;
}) {
  const { t } = useTranslation('intake');
  const { t: common } = useTranslation();
  const { directive, proposal } = props;
  const { name = '', leadWords, lead } = proposal;
  const queries = useQueryClient();
  const [initial] = useState(() => ({
    base: valuesOf(proposal),
    values: valuesOf(proposal),
    etag: proposal.etag,
  }));
  const draft = useDraft(props.draft, initial);
  const { values } = draft.value;
  const update = useUpdateProposal(directive.name ?? '');
  const refusal = useRefusal(update.error);
  const set = (to: Partial<ProposalValues>) => {
    draft.change({ ...draft.value, values: { ...values, ...to } });
  };
  const done = () => {
    draft.discard();
    props.onDone();
  };
  const conflict = useConflict<Proposal>({
    latest: async () => {
      const now = await queries.fetchQuery({ ...proposalsQuery(directive.name ?? ''), staleTime: 0 });
      return now.find((one) => one.name === name);
    },
    onKeepMine: (theirs) => {
      save(valuesOf(theirs), theirs.etag);
    },
    onTakeTheirs: done,
  });
  const differences = useProposalDifferences(values, conflict.theirs);
  const save = (base: ProposalValues, etag: string | undefined) => {
    update.mutate(
      { name, changes: proposalChanges(base, values), etag },
      {
        onSuccess: () => {
          told(t('proposal.saved'));
          done();
        },
        onError: conflict.onRefusal,
      },
    );
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save(draft.value.base, draft.value.etag);
      }}
    >
      <Stack gap="sm">
        <DraftNotice restored={draft.restored} onDiscard={draft.discard} />
        <Textarea
          label={t('proposal.title')}
          required
          autosize
          minRows={2}
          maxLength={2000}
          value={values.title}
          onChange={({ currentTarget: { value } }) => {
            set({ title: value });
          }}
        />
        <UnitPicker
          label={t('proposal.lead')}
          description={!lead && leadWords ? t('proposal.written', { words: `“${leadWords}”` }) : undefined}
          value={values.lead}
          onChange={(unit) => {
            set({ lead: unit });
          }}
          among={(unit) => unit.kind === 'AGENCY'}
        />
        <CoordinationFields
          value={values.coordinations}
          lead={values.lead}
          onChange={(coordinations) => {
            set({ coordinations });
          }}
        />
        <DueFields values={values} onChange={set} words={proposal.dueWords} since={directive.issueDate} />
        <Textarea
          label={t('proposal.output')}
          description={t('proposal.outputHint')}
          autosize
          minRows={1}
          maxLength={1000}
          value={values.output}
          onChange={({ currentTarget: { value } }) => {
            set({ output: value });
          }}
        />
        <TextInput
          label={t('proposal.reportTo')}
          maxLength={300}
          value={values.reportTo}
          onChange={({ currentTarget: { value } }) => {
            set({ reportTo: value });
          }}
        />
        {update.error && !update.error.stale && (
          <Alert color="red" role="alert">
            {Object.values(update.error.fields)[0] ?? refusal}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button size="xs" variant="default" onClick={done}>
            {common('cancel')}
          </Button>
          <Button size="xs" type="submit" loading={update.isPending}>
            {common('save')}
          </Button>
        </Group>
      </Stack>
      <Conflict {...conflict.dialog} differences={differences} />
    </form>
  );
}
