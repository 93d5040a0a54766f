import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Search } from '../search';

/** Whether the list shows the tasks that the agency leads, those that it coordinates, or both. */
export function RelationSwitch({
  agency,
  search,
  onChange,
}: {
  agency: string;
  search: Search;
  onChange: (changed: Partial<Search>) => void;
}) {
  const { t } = useTranslation('task-list');
  const chosen = search.lead === agency ? 'lead' : search.coordinator === agency ? 'coordinator' : 'all';
  return (
    <div role="group" aria-label={t('relation.label')}>
      <Button.Group>
        {(['all', 'lead', 'coordinator'] as const).map((relation) => (
          <Button
            key={relation}
            variant={relation === chosen ? 'light' : 'default'}
            aria-pressed={relation === chosen}
            onClick={() => {
              const none = { lead: undefined, coordinator: undefined };
              onChange(relation === 'all' ? none : { ...none, [relation]: agency });
            }}
          >
            {t(`relation.${relation}`)}
          </Button>
        ))}
      </Button.Group>
    </div>
  );
}
