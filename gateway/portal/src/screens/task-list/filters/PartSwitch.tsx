import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Search } from '../search';

/** Whether an agency's list holds what it leads, where it co-ordinates, or both. */
export function PartSwitch({
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
    <div role="group" aria-label={t('part.label')}>
      <Button.Group>
        {(['all', 'lead', 'coordinator'] as const).map((part) => (
          <Button
            key={part}
            variant={part === chosen ? 'light' : 'default'}
            aria-pressed={part === chosen}
            onClick={() => {
              const none = { lead: undefined, coordinator: undefined };
              onChange(part === 'all' ? none : { ...none, [part]: agency });
            }}
          >
            {t(`part.${part}`)}
          </Button>
        ))}
      </Button.Group>
    </div>
  );
}
