import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateField } from '@/ui/DateField';
import { today, type Day } from '@/ui/dates';
import { told } from '@/ui/told';
import { useDraft } from '@/ui/useDraft';
import { useEndPosition } from '../commands';
import type { Position } from '../queries';
import { FormModal } from './FormModal';
import { useRefusal } from './refusal';

/** The last day of a position. */
export function EndPositionForm({ position, onClose }: { position: Position; onClose: () => void }) {
  const { t } = useTranslation('organisation');
  const [initial] = useState<{ endDate: Day | undefined }>(() => ({ endDate: today() }));
  const draft = useDraft(`organisation.endPosition.${position.name ?? ''}`, initial);
  const [checked, setChecked] = useState(false);
  const end = useEndPosition();
  const refusal = useRefusal(end.error, ['endDate']);
  const { endDate } = draft.value;
  const missing = checked && !endDate ? t('required') : undefined;
  const stale = end.error?.stale ? t('changedMeanwhile') : undefined;
  return (
    <FormModal
      title={t('position.endTitle')}
      submit={t('position.end')}
      danger
      draft={draft}
      refusal={refusal.rest ?? stale}
      pending={end.isPending}
      onSubmit={() => {
        setChecked(true);
        if (!endDate) return;
        end.mutate(
          { position, endDate },
          {
            onSuccess: () => {
              draft.discard();
              told(t('position.ended'));
              onClose();
            },
          },
        );
      }}
      onClose={onClose}
    >
      <Text size="sm">
        {t('position.endWhat', { name: position.personDisplayName, title: position.title })}
      </Text>
      <DateField
        label={t('position.lastDay')}
        description={t('position.endHint')}
        required
        data-autofocus
        value={endDate}
        error={refusal.of('endDate') ?? missing}
        onChange={(day) => {
          draft.change({ endDate: day });
        }}
      />
    </FormModal>
  );
}
