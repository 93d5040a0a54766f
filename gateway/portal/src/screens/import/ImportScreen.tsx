import { Alert, Button, Group, List, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconTableDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mayEnter, taskAccess, type TaskAccess } from '@/api/access';
import type { Problem } from '@/api/problem';
import { download } from '@/ui/download';
import { LinkTo } from '@/ui/LinkTo';
import { Page } from '@/ui/Page';
import { Failure, Loading } from '@/ui/States';
import { chosen, template, useImport, type Outcome, type Workbook } from './commands';
import { FileZone } from './FileZone';
import { outcomesOf } from './outcomes';
import { Refused } from './Refused';
import { Result } from './Result';

/** Tasks from an Excel workbook: the form, what was understood of it, and the import. */
export function ImportScreen() {
  const { t } = useTranslation('import');
  const access = useQuery(taskAccess);
  return (
    <Page title={t('title')} actions={<LinkTo to="/tasks/new">{t('byHand')}</LinkTo>}>
      {access.isPending && <Loading />}
      {access.isError && <Failure error={access.error} onRetry={() => void access.refetch()} />}
      {access.isSuccess && mayEnter(access.data) && <Steps access={access.data} />}
      {access.isSuccess && !mayEnter(access.data) && <Alert color="gray">{t('forbidden')}</Alert>}
    </Page>
  );
}

function Steps({ access }: { access: TaskAccess }) {
  const { t } = useTranslation('import');
  const outcomes = outcomesOf(access);
  const { workbook, outcome, look, enter, unread, choose, become, run } = useWorkbook(outcomes[0] ?? 'DRAFT');
  return (
    <Stack gap="md">
      <Paper p="md">
        <Stack gap="sm">
          <Guide />
          <Outcomes outcomes={outcomes} outcome={outcome} disabled={enter.isPending} onChange={become} />
          <FileZone name={workbook?.name} busy={look.isPending || enter.isPending} onFile={choose} />
          {unread && <Alert color="red">{t('unread')}</Alert>}
        </Stack>
      </Paper>
      <Refused problem={enter.error ?? look.error} />
      {look.isPending && <Loading />}
      {look.data && (
        <Result
          answer={enter.data ?? look.data}
          entered={enter.isSuccess}
          pending={enter.isPending}
          outcome={outcome}
          onImport={run}
        />
      )}
    </Stack>
  );
}

/** The chosen workbook, what was found in it, and its import. */
function useWorkbook(usual: Outcome) {
  const [outcome, setOutcome] = useState(usual);
  const [workbook, setWorkbook] = useState<Workbook>();
  const [unread, setUnread] = useState(false);
  const look = useImport();
  const enter = useImport();
  const show = (given: Workbook, wanted: Outcome) => {
    setWorkbook(given);
    enter.reset();
    look.mutate({ workbook: given, outcome: wanted, dry: true });
  };
  const choose = (file: File) => {
    setUnread(false);
    chosen(file).then(
      (given) => {
        show(given, outcome);
      },
      () => {
        setUnread(true);
      },
    );
  };
  const become = (wanted: Outcome) => {
    setOutcome(wanted);
    if (workbook && !enter.isSuccess) show(workbook, wanted);
  };
  const run = () => {
    if (!workbook) return;
    const onError = ({ reason }: Problem) => {
      // Something has changed since it was looked at.
      if (reason === 'IMPORT_ROWS') look.mutate({ workbook, outcome, dry: true });
    };
    enter.mutate({ workbook, outcome, dry: false }, { onError });
  };
  return { workbook, outcome, look, enter, unread, choose, become, run };
}

function Guide() {
  const { t } = useTranslation('import');
  return (
    <Group justify="space-between" align="flex-start">
      <List type="ordered" size="sm" flex="1 1 24rem">
        {(['download', 'fill', 'check'] as const).map((step) => (
          <List.Item key={step}>{t(`guide.${step}`)}</List.Item>
        ))}
      </List>
      <Button
        variant="default"
        leftSection={<IconTableDown size={16} aria-hidden />}
        onClick={() => void download(t('template.running'), t('template.name'), template())}
      >
        {t('template.button')}
      </Button>
    </Group>
  );
}

function Outcomes({
  outcomes,
  outcome,
  disabled,
  onChange,
}: {
  outcomes: Outcome[];
  outcome: Outcome;
  disabled: boolean;
  onChange: (outcome: Outcome) => void;
}) {
  const { t } = useTranslation('import');
  const small = useMediaQuery('(max-width: 48em)', window.innerWidth <= 768);
  return (
    <Group gap="xs">
      <Text size="sm" id="outcome">
        {t('outcome.label')}
      </Text>
      <SegmentedControl<Outcome>
        aria-labelledby="outcome"
        value={outcome}
        disabled={disabled}
        orientation={small ? 'vertical' : 'horizontal'}
        data={outcomes.map((value) => ({ value, label: t(`outcome.${value}`) }))}
        onChange={onChange}
      />
    </Group>
  );
}
