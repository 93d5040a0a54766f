import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '@/api/client';
import { kindOf } from '@/ui/causes';
import { written } from '@/ui/dates';
import { FileLink } from '@/ui/FileLink';
import { Name } from '@/ui/Name';
import { Submission } from './Submission';

/** A step that waits for approval inside the agency, with what it says. */
export function Approval({ of: approval }: { of: Schemas['task.Approval'] }) {
  const { t } = useTranslation(['task-detail', 'cause', 'history']);
  const { step = 'VERB_UNSPECIFIED', submission, progress, delayCause } = approval;
  const kind = delayCause && kindOf(delayCause);
  return (
    <>
      <Text size="sm" fw={600}>
        {step !== 'VERB_UNSPECIFIED' && t(`history:verb.${step}`)}
        {progress && ` – ${t('percent', { percent: progress.percent ?? 0 })}`}
      </Text>
      {approval.askedDate && (
        <Text size="sm">{t('approval.asked', { day: written(approval.askedDate) })}</Text>
      )}
      {[approval.reason, progress?.text, progress?.obstacles].filter(Boolean).map((words) => (
        <Text key={words} size="sm" style={{ whiteSpace: 'pre-line' }}>
          {words}
        </Text>
      ))}
      {progress?.files?.map((file) => (
        <FileLink key={file} file={file} />
      ))}
      {submission && <Submission of={submission} />}
      {delayCause && (
        <Text size="sm">{[kind && t(`cause:${kind}`), delayCause.text].filter(Boolean).join(': ')}</Text>
      )}
      <Text size="xs" c="dimmed">
        {t('approval.by', { day: written(approval.seekDate) })} <Name of={approval.seeker} withTitle />
      </Text>
    </>
  );
}
