import { List } from '@mantine/core';
import type { Schemas } from '@/api/client';
import { Name } from '@/ui/Name';

/** The agencies that will coordinate a task once it is issued, with their parts. */
export function Coordinations({ of }: { of: Schemas['task.Coordination'][] }) {
  return (
    <List size="sm" spacing={2} listStyleType={of.length > 1 ? 'disc' : 'none'}>
      {of.map(({ unit, part }) => (
        <List.Item key={unit}>
          <Name of={unit} />
          {part && `: ${part}`}
        </List.Item>
      ))}
    </List>
  );
}
