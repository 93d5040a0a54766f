import { Button, Progress, Stack, Text } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Question } from '@/api/statistics';
import { showFailure, showSuccess } from '@/ui/messages';
import { useExport } from './exporting';

/** The figures as a workbook, with their tasks. */
export function Excel({ question }: { question: Question }) {
  const { t } = useTranslation(['reports', 'common']);
  const { download, running, percent } = useExport({
    onSaved: (name) => {
      showSuccess(t('saved', { name }));
    },
    onFailed: (problem) => {
      const why =
        problem.message || t(problem.status === 0 ? 'failed.offline' : 'failed.unexpected', { ns: 'common' });
      showFailure(t('notSaved', { why }));
    },
  });
  return (
    <>
      <Button
        leftSection={<IconFileSpreadsheet size={18} aria-hidden />}
        disabled={running}
        onClick={() => {
          download(question);
        }}
      >
        {t('excel')}
      </Button>
      {running && (
        <Stack gap={2} w="100%" role="status">
          <Text size="xs">
            {percent === undefined ? t('preparing') : t('loaded', { percent })} {t('leave')}
          </Text>
          <Progress
            value={percent ?? 100}
            striped={percent === undefined}
            animated={percent === undefined}
            aria-label={t('preparing')}
          />
        </Stack>
      )}
    </>
  );
}
