import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TaskSet } from '@/api/sets';

/** `12/40 hoàn thành · 3 quá hạn · 2 chờ xác nhận` */
export function SetProgress({ of }: { of: TaskSet }) {
  const { t } = useTranslation('sets');
  const { total = 0, doneOnTime = 0, doneLate = 0, openOverdue = 0 } = of;
  const { waitingForConfirmation = 0, notIssued = 0 } = of;
  const parts = [
    total > 0 && t('done', { done: doneOnTime + doneLate, total }),
    doneLate > 0 && t('late', { count: doneLate }),
    openOverdue > 0 && t('overdue', { count: openOverdue }),
    waitingForConfirmation > 0 && t('waiting', { count: waitingForConfirmation }),
    notIssued > 0 && t('notIssued', { count: notIssued }),
  ];
  return (
    <Text span size="sm" fw={600}>
      {parts.filter(Boolean).join(' · ')}
    </Text>
  );
}
