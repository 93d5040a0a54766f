import { useTranslation } from 'react-i18next';
import { useEndPosition } from '../commands';
import type { Position } from '@/api/people';
import { EndForm } from './EndForm';

/** The last day of a position. */
export function EndPositionForm({ position, onClose }: { position: Position; onClose: () => void }) {
  const { t } = useTranslation('organisation');
  const end = useEndPosition();
  return (
    <EndForm
      words={{
        title: t('position.endTitle'),
        what: t('position.endWhat', { name: position.personDisplayName, title: position.title }),
        lastDay: t('position.lastDay'),
        hint: t('position.endHint'),
        submit: t('position.end'),
        ended: t('position.ended'),
      }}
      draft={`organisation.endPosition.${position.name ?? ''}`}
      command={end}
      onEnd={(endDate, then) => {
        end.mutate({ position, endDate }, then);
      }}
      onClose={onClose}
    />
  );
}
