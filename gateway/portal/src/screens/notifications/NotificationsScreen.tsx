import { ActionIcon, Button, Group, NativeSelect, Paper, Switch, Text, Title } from '@mantine/core';
import { IconCheck, IconChecks } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { oneOf } from '@/api/oneOf';
import { dayOfTime } from '@/ui/dates';
import { Page } from '@/ui/Page';
import { Empty, Failure, Loading, useExplanation } from '@/ui/States';
import { number } from '@/ui/text';
import { MoreButton } from '@/ui/MoreButton';
import { NotificationItem } from './NotificationItem';
import { notificationsOf, useReading, type Notification } from './queries';
import { GROUP_NAMES, type Search } from './search';
import classes from './NotificationsScreen.module.css';

/** All notifications of the person, newest first, day by day. */
export function NotificationsScreen() {
  const { t, i18n } = useTranslation('notifications');
  const { t: common } = useTranslation();
  const search = useSearch({ from: '/notifications' });
  const list = useInfiniteQuery(notificationsOf(search));
  const reading = useReading();
  const all = list.data?.pages.flatMap((page) => page.notifications ?? []) ?? [];
  const unread = Number(list.data?.pages[0]?.unreadCount ?? 0);
  const read = (notification: Notification) => {
    reading.mutate({ names: [notification.name ?? ''] });
  };
  return (
    <Page
      title={common('menu.notifications')}
      actions={
        unread > 0 && (
          <Button
            variant="default"
            leftSection={<IconChecks size={16} aria-hidden />}
            loading={reading.isPending && 'all' in reading.variables}
            onClick={() => {
              reading.mutate({ all: true });
            }}
          >
            {t('readAll')}
          </Button>
        )
      }
    >
      <Filters search={search} />
      {list.data && (
        <Text size="sm" c="dimmed" role="status">
          {t('unreadCount', { written: number(unread, i18n.language) })}
        </Text>
      )}
      {reading.isError && <ReadingFailure error={reading.error} />}
      {list.isPending && <Loading />}
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && all.length === 0 && <Empty>{t(search.unread ? 'emptyUnread' : 'empty')}</Empty>}
      {byDay(all).map(([day, some]) => (
        <Day key={day} day={day} notifications={some} onRead={read} />
      ))}
      <MoreButton list={list} />
    </Page>
  );
}

function Day(props: {
  day: string;
  notifications: Notification[];
  onRead: (notification: Notification) => void;
}) {
  const { t } = useTranslation('notifications');
  const { day, onRead } = props;
  return (
    <section aria-label={day}>
      <Title order={2} size="h6" mb={6} className={classes.day}>
        {day}
      </Title>
      <Paper p={0} component="ul" className={classes.list}>
        {props.notifications.map((one) => (
          <NotificationItem
            key={one.name}
            notification={one}
            onOpen={() => {
              if (!one.readTime) onRead(one);
            }}
            action={
              !one.readTime && (
                <ActionIcon
                  aria-label={t('readOne', { title: one.title })}
                  title={t('read')}
                  onClick={() => {
                    onRead(one);
                  }}
                >
                  <IconCheck size={18} aria-hidden />
                </ActionIcon>
              )
            }
          />
        ))}
      </Paper>
    </section>
  );
}

function Filters({ search }: { search: Search }) {
  const { t } = useTranslation('notifications');
  const { t: common } = useTranslation();
  const navigate = useNavigate({ from: '/notifications' });
  const change = (changed: Partial<Search>) => {
    void navigate({ search: (before: Search) => ({ ...before, ...changed }), resetScroll: false });
  };
  return (
    <Group gap="md">
      <NativeSelect
        aria-label={t('group.label')}
        value={search.group ?? ''}
        onChange={(event) => {
          const group = oneOf(GROUP_NAMES, event.currentTarget.value);
          change({ group });
        }}
        data={[
          { value: '', label: common('all') },
          ...GROUP_NAMES.map((group) => ({ value: group, label: t(`group.${group}`) })),
        ]}
      />
      <Switch
        label={t('unreadOnly')}
        checked={search.unread ?? false}
        onChange={(event) => {
          change({ unread: event.currentTarget.checked || undefined });
        }}
      />
    </Group>
  );
}

function ReadingFailure({ error }: { error: unknown }) {
  const why = useExplanation(error);
  return (
    <Text size="sm" c="var(--class-open-overdue)" role="alert">
      {why}
    </Text>
  );
}

function byDay(notifications: Notification[]): [string, Notification[]][] {
  const days = new Map<string, Notification[]>();
  for (const one of notifications) {
    const day = dayOfTime(one.createTime);
    days.set(day, [...(days.get(day) ?? []), one]);
  }
  return [...days];
}
