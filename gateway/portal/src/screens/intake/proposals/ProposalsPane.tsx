import { Button, Checkbox, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Directive } from '@/api/directives';
import type { Task } from '@/api/tasks';
import { hasDraft } from '@/ui/form/useDraft';
import { Empty, Loading } from '@/ui/States';
import { may } from '../allowed';
import { Sign } from '../badges';
import { IssueAll } from '../issuing/IssueAll';
import type { Proposal } from '../queries';
import { BulkActions } from './BulkActions';
import { lacks } from './missing';
import { ProposalCard } from './ProposalCard';
import classes from './ProposalsPane.module.css';
import type { Showing } from '../showing';

const AddForm = lazy(() => import('./AddForm').then((module) => ({ default: module.AddForm })));

const TITLE = 'proposals';

interface Props {
  directive: Directive;
  proposals: Proposal[];
  /** How many are not shown, since somebody dropped them. */
  dropped: number;
  tasks: Task[];
  showing: Showing;
}

/** The proposals of a directive, and what can be done with one, several or all of them. */
export function ProposalsPane(props: Props) {
  const { t } = useTranslation('intake');
  const { directive, proposals, dropped, tasks, showing } = props;
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [isAdding, setAdding] = useState(hasDraft(`${directive.name ?? ''}.add`));
  const open = proposals.filter((one) => one.state === 'PROPOSED');
  const mayAdd = may(directive, 'createProposal');
  const mayChange = may(directive, 'changeProposals');
  const choose = (one: Proposal, isChosen: boolean) => {
    setChosen(isChosen ? [...chosen, one.name ?? ''] : chosen.filter((each) => each !== one.name));
  };
  return (
    <Stack component="section" gap="sm" aria-labelledby={TITLE}>
      <Paper className={classes.bar} p="sm">
        <Stack gap="xs">
          <Head
            {...props}
            open={open}
            onAdd={() => {
              setAdding(true);
            }}
          />
          {mayChange && open.length > 0 && (
            <Selection {...props} open={open} chosen={chosen} onChoose={setChosen} />
          )}
        </Stack>
      </Paper>
      {isAdding && mayAdd && (
        <Adding
          {...props}
          onClose={() => {
            setAdding(false);
          }}
        />
      )}
      {proposals.length === 0 && <Empty>{t('proposals.none')}</Empty>}
      {proposals.map((one, at) => (
        <ProposalCard
          key={one.name}
          directive={directive}
          proposal={one}
          number={at + 1}
          task={tasks.find((task) => task.name === one.task)}
          isChosen={chosen.includes(one.name ?? '')}
          onChoose={mayChange && one.state === 'PROPOSED' ? choose : undefined}
          showing={showing}
        />
      ))}
      {dropped > 0 && (
        <Text size="sm" c="dimmed">
          {t('proposals.dropped', { count: dropped })}
        </Text>
      )}
    </Stack>
  );
}

function Adding({ directive, showing, onClose }: Props & { onClose: () => void }) {
  return (
    <Suspense fallback={<Loading />}>
      <AddForm
        directive={directive}
        onAdded={(added) => {
          showing.show(added, 'card');
        }}
        onClose={onClose}
      />
    </Suspense>
  );
}

function Head({
  directive,
  proposals,
  tasks,
  showing,
  open,
  onAdd,
}: Props & { open: Proposal[]; onAdd: () => void }) {
  const { t } = useTranslation('intake');
  const mayAdd = may(directive, 'createProposal');
  const incomplete = open.filter((one) => lacks(one).length > 0).length;
  return (
    <Group justify="space-between" gap="xs">
      <Group gap="xs">
        <Title order={2} size="h4" id={TITLE}>
          {t('proposals.title', { count: proposals.length })}
        </Title>
        {incomplete > 0 && (
          <Sign tone="bad" icon={IconAlertTriangle}>
            {t('proposals.incomplete', { count: incomplete })}
          </Sign>
        )}
      </Group>
      <Group gap="xs">
        {mayAdd && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={onAdd}
          >
            {t('add.button')}
          </Button>
        )}
        <IssueAll directive={directive} proposals={proposals} tasks={tasks} showing={showing} />
      </Group>
    </Group>
  );
}

/** Chooses all open proposals, and offers what can be done with the chosen ones. */
function Selection({
  directive,
  proposals,
  open,
  chosen,
  onChoose,
}: Props & { open: Proposal[]; chosen: readonly string[]; onChoose: (names: readonly string[]) => void }) {
  const { t } = useTranslation('intake');
  const selected = open.filter((one) => chosen.includes(one.name ?? ''));
  return (
    <Group gap="sm">
      <Checkbox
        label={t('proposals.chooseAll')}
        checked={selected.length === open.length}
        indeterminate={selected.length > 0 && selected.length < open.length}
        onChange={({ currentTarget: { checked } }) => {
          onChoose(checked ? open.map((one) => one.name ?? '') : []);
        }}
      />
      <BulkActions
        directive={directive}
        proposals={proposals}
        selected={selected}
        onDone={() => {
          onChoose([]);
        }}
      />
    </Group>
  );
}
