import { useTranslation } from 'react-i18next';
import { NameThen } from './NameThen';
import type { TaskStep } from '../queries';

/** Who it was, in which position, by the names of that time. */
export function Actor({
  step,
}: {
  step: Pick<TaskStep, 'actor' | 'actorDisplayName' | 'position' | 'onBehalfOf' | 'names'>;
}) {
  const { t } = useTranslation('history');
  const { actor = '', position = '', onBehalfOf, names = {} } = step;
  if (!actor && !step.actorDisplayName) return <>{t('system')}</>;
  const [unit = ''] = position.split('/positions/');
  const title = names[position];
  const isNamed = title && names[unit] && title.includes(names[unit]);
  return (
    <>
      {step.actorDisplayName || <NameThen of={actor} names={names} />}
      {title && `, ${title}`}
      {unit && !isNamed && (
        <>
          {' – '}
          <NameThen of={unit} names={names} />
        </>
      )}
      {onBehalfOf && (
        <>
          {` (${t('onBehalf')} `}
          <NameThen of={onBehalfOf} names={names} />
          {')'}
        </>
      )}
    </>
  );
}
