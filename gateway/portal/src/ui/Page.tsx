import { ActionIcon, Group, Stack, Title } from '@mantine/core';
import { IconHelp } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { helpFor } from './helpFor';

const LONG = 80;

/** A screen: its title, which is also the window's, its buttons at the right, and its content. */
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
    <Stack gap="sm">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Group gap={4} wrap="nowrap" align="flex-start" flex="1 1 20rem">
          <Title order={1} size={title.length > LONG ? 'h3' : 'h2'}>
            {title}
          </Title>
          <Help />
        </Group>
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

/** The question mark beside the title, which leads to the screen's help page. */
function Help() {
  const { t } = useTranslation();
  const page = useRouterState({ select: (state) => helpFor(state.location.pathname) });
  if (!page) return null;
  return (
    <ActionIcon
      color="gray.7"
      aria-label={t('helpPage')}
      data-print="no"
      renderRoot={(props) => <Link {...props} to="/help/$page" params={{ page }} />}
    >
      <IconHelp size={20} stroke={1.6} aria-hidden />
    </ActionIcon>
  );
}
