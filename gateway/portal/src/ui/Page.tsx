import { ActionIcon, Group, Stack, Title } from '@mantine/core';
import { IconHelp } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { helpFor } from './helpFor';

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
      <Group justify="space-between" align="center" gap="sm">
        <Group gap={4} wrap="nowrap" align="center">
          <Title order={1} size="h2">
            {title}
          </Title>
          <Help />
        </Group>
        {actions && <Group gap="xs">{actions}</Group>}
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
