import { Badge, List } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '@/api/client';
import { session } from '@/api/session';
import { Name } from '@/ui/Name';

/** The coordinating agencies with their parts; the reader's own agency is marked. */
export function Coordinations({ of }: { of: Schemas['task.Coordination'][] }) {
  const { t } = useTranslation('task-detail');
  const own = new Set(session.positions().flatMap((held) => [held.unit, held.agency]));
  return (
    <List size="sm" spacing={2} listStyleType={of.length > 1 ? 'disc' : 'none'}>
      {of.map(({ unit, part }) => (
        <List.Item key={unit}>
          <Name of={unit} />
          {part && `: ${part}`}
          {own.has(unit) && (
            <>
              {' '}
              <Badge size="sm" variant="light" tt="none">
                {t('fact.own')}
              </Badge>
            </>
          )}
        </List.Item>
      ))}
    </List>
  );
}
