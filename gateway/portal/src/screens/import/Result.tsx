import { Alert, Button, Checkbox, Group, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { number } from '@/ui/text';
import type { Imported, Outcome } from './commands';
import { counted, isDoubtful, mayImport } from './outcomes';
import { Rows } from './Rows';

/** What was understood of each row, with the button that imports them; afterwards what has become of them. */
export function Result({
  answer,
  entered,
  pending,
  outcome,
  onImport,
}: {
  answer: Imported;
  entered: boolean;
  pending: boolean;
  outcome: Outcome;
  onImport: () => void;
}) {
  const { t } = useTranslation('import');
  const [onlyQuestioned, setOnlyQuestioned] = useState(false);
  // The answer whose doubtful rows are to be imported all the same.
  const [agreedTo, setAgreedTo] = useState<Imported>();
  const counts = counted(answer);
  const rows = answer.rows ?? [];
  const doubtful = entered ? 0 : rows.filter(isDoubtful).length;
  const mustAgree = doubtful > 0 && mayImport(answer);
  const questioned = entered ? [] : rows.filter((row) => row.state === 'WRONG' || isDoubtful(row));
  const shown = onlyQuestioned && questioned.length ? questioned : rows;
  return (
    <Stack gap="sm">
      <Summary answer={answer} entered={entered} doubtful={doubtful} />
      <Group justify="space-between">
        {questioned.length > 0 && (
          <Switch
            label={t('onlyQuestioned')}
            checked={onlyQuestioned}
            onChange={(event) => {
              setOnlyQuestioned(event.currentTarget.checked);
            }}
          />
        )}
        {mustAgree && (
          <Checkbox
            label={t('allTheSame')}
            checked={agreedTo === answer}
            onChange={(event) => {
              setAgreedTo(event.currentTarget.checked ? answer : undefined);
            }}
          />
        )}
        {!entered && (
          <Button
            ml="auto"
            loading={pending}
            disabled={!mayImport(answer) || (mustAgree && agreedTo !== answer)}
            onClick={onImport}
          >
            {t(`import.${outcome}`, { count: counts.READY ?? 0 })}
          </Button>
        )}
      </Group>
      <Rows rows={shown} />
    </Stack>
  );
}

/** The rows in numbers, and what was not read. */
function Summary({ answer, entered, doubtful }: { answer: Imported; entered: boolean; doubtful: number }) {
  const { t, i18n } = useTranslation('import');
  const counts = counted(answer);
  const { skippedRows = [], ignoredColumns = [] } = answer;
  const said = (['CREATED', 'READY', 'WRONG', 'KNOWN'] as const).filter((state) => counts[state]);
  const color = counts.WRONG ? 'red' : doubtful ? 'yellow' : entered || !counts.READY ? 'green' : 'blue';
  return (
    <Alert color={color} role="status">
      <Stack gap={4}>
        <Text fw={600} size="sm">
          {said
            .map((state) => t(`count.${state}`, { number: number(counts[state] ?? 0, i18n.language) }))
            .join(' · ')}
        </Text>
        {!entered && counts.WRONG && <Text size="sm">{t('mend')}</Text>}
        {doubtful > 0 && <Text size="sm">{t('doubtful', { number: number(doubtful, i18n.language) })}</Text>}
        {!counts.READY && !counts.WRONG && !entered && <Text size="sm">{t('nothingNew')}</Text>}
        {skippedRows.length > 0 && <Text size="sm">{t('skipped', { rows: skippedRows.join(', ') })}</Text>}
        {ignoredColumns.length > 0 && (
          <Text size="sm">{t('ignored', { columns: ignoredColumns.join('; ') })}</Text>
        )}
      </Stack>
    </Alert>
  );
}
