import { Text } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from '@/api/tasks';
import { Name } from '@/ui/Name';

/** The coordinators of a late task whose parts are late, too: they may explain the delay. */
export function LateParts({ of: task }: { of: Task }) {
  const { t } = useTranslation('cause');
  const late = (task.coordinations ?? []).filter(
    (each) => each.class === 'OPEN_OVERDUE' || each.class === 'DONE_LATE',
  );
  if (!late.length) return null;
  return (
    <Text size="sm">
      {t('lateParts')}{' '}
      {late.map(({ unit }, at) => (
        <Fragment key={unit}>
          {at > 0 && ', '}
          <Name of={unit} />
        </Fragment>
      ))}
    </Text>
  );
}
