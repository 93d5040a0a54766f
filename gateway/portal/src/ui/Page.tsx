import { Group, Stack, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';

const LONG = 80;

/** A screen: its title (also the window's), what can be done at the right, and the content. */
export function Page({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · dondoc`;
  }, [title]);
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Title order={1} size={title.length > LONG ? 'h3' : 'h2'} flex="1 1 20rem">
          {title}
        </Title>
        {actions && (
          <Group gap="xs" data-print="no">
            {actions}
          </Group>
        )}
      </Group>
      {children}
    </Stack>
  );
}
