import { Checkbox, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import type { Directive } from '@/api/directives';
import type { Task } from '@/api/tasks';
import { hasDraft } from '@/ui/form/useDraft';
import { LinkTo } from '@/ui/LinkTo';
import { Loading } from '@/ui/States';
import { may } from '../allowed';
import { Sign } from '../badges';
import type { Proposal } from '../queries';
import { CardActions } from './CardActions';
import classes from './ProposalCard.module.css';
import { ProposalFacts } from './ProposalFacts';
import { SplitForm } from './SplitForm';
import { cardOf, type Showing } from '../showing';

const ProposalForm = lazy(() =>
  import('./ProposalForm').then((module) => ({ default: module.ProposalForm })),
);

interface Props {
  directive: Directive;
  proposal: Proposal;
  number: number;
  /** The task made from it, if it exists by now. */
  task: Task | undefined;
  isChosen: boolean;
  onChoose: ((proposal: Proposal, isChosen: boolean) => void) | undefined;
  showing: Showing;
}

/** One proposed task: read, corrected, split, dropped or confirmed on its card. */
export function ProposalCard(props: Props) {
  const { directive, proposal, number, showing } = props;
  const { name = '', state } = proposal;
  const draft = `${name}.edit`;
  const mayChange = may(directive, 'changeProposals') && state === 'PROPOSED';
  const [wanted, setMode] = useState<'read' | 'edit' | 'split'>(hasDraft(draft) ? 'edit' : 'read');
  const mode = mayChange ? wanted : 'read';
  const read = () => {
    setMode('read');
  };
  return (
    <Paper
      component="article"
      id={cardOf(proposal)}
      tabIndex={-1}
      p="sm"
      className={classes.card}
      data-active={showing.active === name || undefined}
      aria-labelledby={`${cardOf(proposal)}-title`}
    >
      <Stack gap="xs">
        <Head {...props} />
        {mode === 'edit' && (
          <Suspense fallback={<Loading />}>
            <ProposalForm directive={directive} proposal={proposal} draft={draft} onDone={read} />
          </Suspense>
        )}
        {mode === 'split' && <SplitForm directive={directive} proposal={proposal} onDone={read} />}
        {mode === 'read' && (
          <>
            <ProposalFacts proposal={proposal} />
            <CardActions
              directive={directive}
              proposal={proposal}
              number={number}
              onEdit={() => {
                setMode('edit');
              }}
              onSplit={() => {
                setMode('split');
              }}
              onShowText={() => {
                showing.show(proposal, 'text');
              }}
            />
          </>
        )}
      </Stack>
    </Paper>
  );
}

function Head({ proposal, number, task, isChosen, onChoose }: Props) {
  const { t } = useTranslation('intake');
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      {onChoose && (
        <Checkbox
          mt={2}
          aria-label={t('proposal.choose', { number })}
          checked={isChosen}
          onChange={({ currentTarget: { checked } }) => {
            onChoose(proposal, checked);
          }}
        />
      )}
      <Stack gap={4} flex={1} miw={0}>
        <Group gap={6} justify="space-between">
          <Text size="xs" c="dimmed" fw={600}>
            {t('proposal.number', { number })}
          </Text>
          <Signs proposal={proposal} task={task} />
        </Group>
        <Title order={3} size="sm" fw={600} id={`${cardOf(proposal)}-title`}>
          {proposal.title || t('proposal.untitled')}
        </Title>
      </Stack>
    </Group>
  );
}

/** What the proposal is and what has become of it, in words. */
function Signs({ proposal, task }: { proposal: Proposal; task: Task | undefined }) {
  const { t } = useTranslation('intake');
  const { t: common } = useTranslation();
  const state = task?.state;
  const isIssued = state && state !== 'PROPOSED' && state !== 'DRAFT' && state !== 'STATE_UNSPECIFIED';
  return (
    <Group gap={4}>
      {proposal.general && <Sign tone="plain">{t('proposal.general')}</Sign>}
      {proposal.state === 'CONFIRMED' && (
        <Sign tone="good" icon={IconCheck}>
          {isIssued ? common(`state.${state}`) : t('proposal.confirmed')}
        </Sign>
      )}
      {task?.name && (
        <LinkTo size="sm" to="/tasks/$task" params={{ task: id(task.name ?? '') }}>
          {t('proposal.toTask')}
        </LinkTo>
      )}
    </Group>
  );
}
