import { useTranslation } from 'react-i18next';
import type { Unit } from '@/api/names';
import { useUpdateUnit } from '../commands';
import { EndForm } from './EndForm';

/** The last day of a unit; refused while units below it or positions in it go on. */
export function EndUnitForm({ unit, onClose }: { unit: Unit; onClose: () => void }) {
  const { t } = useTranslation('organisation');
  const update = useUpdateUnit();
  return (
    <EndForm
      words={{
        title: t('unit.endTitle', { name: unit.displayName }),
        what: t('unit.endHint'),
        lastDay: t('unit.lastDay'),
        submit: t('unit.end'),
        ended: t('unit.endSaved'),
      }}
      draft={`organisation.endUnit.${unit.name ?? ''}`}
      command={update}
      onEnd={(endDate, then) => {
        update.mutate({ unit: unit.name ?? '', etag: unit.etag, fields: { endDate } }, then);
      }}
      onClose={onClose}
    />
  );
}
