import { Alert, Button, Group, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { number } from '@/ui/text';
import type { Imported, Outcome } from './commands';
import { counted, mayImport } from './outcomes';
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
  const [onlyWrong, setOnlyWrong] = useState(false);
  const counts = counted(answer);
  const rows = answer.rows ?? [];
  const wrong = counts.WRONG ?? 0;
  const shown = onlyWrong && wrong ? rows.filter(({ state }) => state === 'WRONG') : rows;
  return (
    <Stack gap="sm">
      <Summary answer={answer} entered={entered} />
      <Group justify="space-between">
        {wrong > 0 && (
          <Switch
            label={t('onlyWrong')}
            checked={onlyWrong}
            onChange={(event) => {
              setOnlyWrong(event.currentTarget.checked);
            }}
          />
        )}
        {!entered && (
          <Button ml="auto" loading={pending} disabled={!mayImport(answer)} onClick={onImport}>
            {t(`import.${outcome}`, { count: counts.READY ?? 0 })}
          </Button>
        )}
      </Group>
      <Rows rows={shown} />
    </Stack>
  );
}

/** The rows in numbers, and what was not read. */
function Summary({ answer, entered }: { answer: Imported; entered: boolean }) {
  const { t, i18n } = useTranslation('import');
  const counts = counted(answer);
  const { skippedRows = [], ignoredColumns = [] } = answer;
  const said = (['CREATED', 'READY', 'WRONG', 'KNOWN'] as const).filter((state) => counts[state]);
  const color = counts.WRONG ? 'red' : entered || !counts.READY ? 'green' : 'blue';
  return (
    <Alert color={color} role="status">
      <Stack gap={4}>
        <Text fw={600} size="sm">
          {said
            .map((state) => t(`count.${state}`, { number: number(counts[state] ?? 0, i18n.language) }))
            .join(' · ')}
        </Text>
        {!entered && counts.WRONG && <Text size="sm">{t('mend')}</Text>}
        {!counts.READY && !counts.WRONG && !entered && <Text size="sm">{t('nothingNew')}</Text>}
        {skippedRows.length > 0 && <Text size="sm">{t('skipped', { rows: skippedRows.join(', ') })}</Text>}
        {ignoredColumns.length > 0 && (
          <Text size="sm">{t('ignored', { columns: ignoredColumns.join('; ') })}</Text>
        )}
      </Stack>
    </Alert>
  );
}
