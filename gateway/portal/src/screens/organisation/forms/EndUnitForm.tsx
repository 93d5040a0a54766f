import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Unit } from '@/api/names';
import { DateField } from '@/ui/DateField';
import { today, type Day } from '@/ui/dates';
import { told } from '@/ui/told';
import { useDraft } from '@/ui/useDraft';
import { useUpdateUnit } from '../commands';
import { FormModal } from './FormModal';
import { useRefusal } from './refusal';

/** The last day of a unit; refused while units below it or positions in it go on. */
export function EndUnitForm({ unit, onClose }: { unit: Unit; onClose: () => void }) {
  const { t } = useTranslation('organisation');
  const [initial] = useState<{ endDate: Day | undefined }>(() => ({ endDate: today() }));
  const draft = useDraft(`organisation.endUnit.${unit.name ?? ''}`, initial);
  const [checked, setChecked] = useState(false);
  const update = useUpdateUnit();
  const refusal = useRefusal(update.error, ['endDate']);
  const { endDate } = draft.value;
  const missing = checked && !endDate ? t('required') : undefined;
  const stale = update.error?.stale ? t('changedMeanwhile') : undefined;
  return (
    <FormModal
      title={t('unit.endTitle', { name: unit.displayName })}
      submit={t('unit.end')}
      danger
      draft={draft}
      refusal={refusal.rest ?? stale}
      pending={update.isPending}
      onSubmit={() => {
        setChecked(true);
        if (!endDate) return;
        update.mutate(
          { unit: unit.name ?? '', etag: unit.etag, fields: { endDate } },
          {
            onSuccess: () => {
              draft.discard();
              told(t('unit.endSaved'));
              onClose();
            },
          },
        );
      }}
      onClose={onClose}
    >
      <Text size="sm">{t('unit.endHint')}</Text>
      <DateField
        label={t('unit.lastDay')}
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
