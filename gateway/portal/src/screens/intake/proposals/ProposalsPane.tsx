import { Checkbox, Group, Paper, Stack, Text, Title, Button } from '@mantine/core';
import { IconAlertTriangle, IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty, Loading } from '@/ui/States';
import { hasDraft } from '@/ui/useDraft';
import { may } from '../allowed';
import { Sign } from '../badges';
import { BulkActions } from './BulkActions';
import { IssueAll } from '../issuing/IssueAll';
import { lacks } from './missing';
import { ProposalCard } from './ProposalCard';
import classes from './ProposalsPane.module.css';
import type { Directive, Proposal, Task } from '../queries';
import type { Showing } from '../showing';

const AddForm = lazy(() => import('./AddForm').then((module) => ({ default: module.AddForm })));

const TITLE = 'proposals';

interface Props {
  directive: Directive;
  proposals: Proposal[];
  /** How many are not shown, since they were held not to be tasks. */
  dropped: number;
  tasks: Task[];
  showing: Showing;
}

/** The proposals of a directive, and what can be done with one, several or all of them. */
export function ProposalsPane({ directive, proposals, dropped, tasks, showing }: Props) {
  const { t } = useTranslation('intake');
  const { name = '' } = directive;
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [isAdding, setAdding] = useState(hasDraft(`${name}.add`));
  const open = proposals.filter((one) => one.state === 'PROPOSED');
  const incomplete = open.filter((one) => lacks(one).length > 0).length;
  const mayAdd = may(directive, 'createProposal');
  const mayChange = may(directive, 'changeProposals');
  const selected = open.filter((one) => chosen.includes(one.name ?? ''));
  const choose = (one: Proposal, isChosen: boolean) => {
    setChosen(isChosen ? [...chosen, one.name ?? ''] : chosen.filter((each) => each !== one.name));
  };
  return (
    <Stack component="section" gap="sm" aria-labelledby={TITLE}>
      <Paper className={classes.bar} p="sm">
        <Stack gap="xs">
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
                  onClick={() => {
                    setAdding(true);
                  }}
                >
                  {t('add.button')}
                </Button>
              )}
              <IssueAll directive={directive} proposals={proposals} tasks={tasks} showing={showing} />
            </Group>
          </Group>
          {mayChange && open.length > 0 && (
            <Group gap="sm">
              <Checkbox
                label={t('proposals.chooseAll')}
                checked={selected.length === open.length}
                indeterminate={selected.length > 0 && selected.length < open.length}
                onChange={({ currentTarget: { checked } }) => {
                  setChosen(checked ? open.map((one) => one.name ?? '') : []);
                }}
              />
              <BulkActions
                directive={directive}
                proposals={proposals}
                selected={selected}
                onDone={() => {
                  setChosen([]);
                }}
              />
            </Group>
          )}
        </Stack>
      </Paper>
      {isAdding && mayAdd && (
        <Suspense fallback={<Loading />}>
          <AddForm
            directive={directive}
            onAdded={(added) => {
              showing.show(added, 'card');
            }}
            onClose={() => {
              setAdding(false);
            }}
          />
        </Suspense>
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
