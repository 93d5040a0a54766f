import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty, Failure, Loading } from '@/ui/States';
import { NotificationItem } from './NotificationItem';
import { latest, useReading } from './queries';
import classes from './Bell.module.css';

/** The newest notifications. */
export default function Latest({ close }: { close: () => void }) {
  const { t } = useTranslation('notifications');
  const { data, isPending, isError, error, refetch } = useQuery(latest);
  const reading = useReading();
  const list = data?.notifications ?? [];
  return (
    <>
      <div className={classes.top}>
        <Text fw={600} size="sm">
          {t('latest')}
        </Text>
        {Number(data?.unreadCount ?? 0) > 0 && (
          <Button
            size="compact-xs"
            variant="subtle"
            loading={reading.isPending}
            onClick={() => {
              reading.mutate({ all: true, untilTime: list[0]?.createTime });
            }}
          >
            {t('readAll')}
          </Button>
        )}
      </div>
      {isPending && <Loading />}
      {isError && <Failure error={error} onRetry={() => void refetch()} />}
      {data && list.length === 0 && <Empty>{t('empty')}</Empty>}
      <ul className={classes.list}>
        {list.map((one) => (
          <NotificationItem
            key={one.name}
            notification={one}
            short
            onOpen={() => {
              if (!one.readTime) reading.mutate({ names: [one.name ?? ''] });
              close();
            }}
          />
        ))}
      </ul>
      <div className={classes.foot}>
        <Link to="/notifications" onClick={close}>
          {t('showAll')}
        </Link>
      </div>
    </>
  );
}
