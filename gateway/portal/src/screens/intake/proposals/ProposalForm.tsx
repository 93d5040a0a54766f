import { Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Directive } from '@/api/directives';
import { UnitPicker } from '@/ui/fields/UnitPicker';
import { Conflict } from '@/ui/form/Conflict';
import { DraftNotice } from '@/ui/form/DraftNotice';
import { FormButtons } from '@/ui/form/FormButtons';
import { Refusal } from '@/ui/form/Refusal';
import { useEditing } from '@/ui/form/useEditing';
import { useUpdateProposal } from '../commands';
import { proposalsQuery, type Proposal } from '../queries';
import { useRefusal } from '../refusals';
import { CoordinationsOfText } from './CoordinationsOfText';
import { DueOfText } from './DueOfText';
import { proposalChanges, useProposalDifferences, valuesOf, type ProposalValues } from './proposalValues';

interface Props {
  directive: Directive;
  proposal: Proposal;
  draft: string;
  onDone: () => void;
}

/** Corrects a proposal on its card. */
export function ProposalForm(props: Props) {
  const { t: common } = useTranslation();
  const { values, set, draft, submit, cancel, differences, dialog, update } = useProposalEditing(props);
  const refusal = useRefusal(update.error);
  const { error } = update;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="sm">
        <DraftNotice restored={draft.restored} onDiscard={draft.discard} />
        <Fields {...props} values={values} set={set} />
        {error && !error.stale && <Refusal>{Object.values(error.fields)[0] ?? refusal}</Refusal>}
        <FormButtons small submit={common('save')} pending={update.isPending} onCancel={cancel} />
      </Stack>
      <Conflict {...dialog} differences={differences} />
    </form>
  );
}

function useProposalEditing({ directive, proposal, draft, onDone }: Props) {
  const { t } = useTranslation('intake');
  const { name = '' } = proposal;
  const queries = useQueryClient();
  const update = useUpdateProposal(directive.name ?? '');
  const editing = useEditing<Proposal, ProposalValues>({
    draft,
    saved: proposal,
    valuesOf,
    latest: async () => {
      const now = await queries.fetchQuery({ ...proposalsQuery(directive.name ?? ''), staleTime: 0 });
      return now.find((one) => one.name === name);
    },
    save: ({ base, values, etag }, then) => {
      update.mutate({ name, changes: proposalChanges(base, values), etag }, then);
    },
    message: t('proposal.saved'),
    onDone,
  });
  return { ...editing, update, differences: useProposalDifferences(editing, editing.theirs) };
}

function Fields({
  directive,
  proposal: { lead, leadWords, dueWords },
  values,
  set,
}: Props & { values: ProposalValues; set: (changed: Partial<ProposalValues>) => void }) {
  const { t } = useTranslation('intake');
  return (
    <>
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
      <CoordinationsOfText values={values} set={set} />
      <DueOfText values={values} set={set} words={dueWords} since={directive.issueDate} />
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
    </>
  );
}
