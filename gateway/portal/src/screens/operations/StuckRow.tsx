import { Anchor, Badge, Checkbox } from '@mantine/core';
import { IconAlertTriangle, IconHourglass, IconPlayerPlay, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { writtenTime } from '@/ui/dates';
import { subscriberOf, type StuckEvent } from './events';
import { keyOf } from './search';
import classes from './Stuck.module.css';

type State = 'PARKED' | 'HELD' | 'REPLAYED';
const ICONS: Record<State, Icon> = {
  PARKED: IconAlertTriangle,
  HELD: IconHourglass,
  REPLAYED: IconPlayerPlay,
};

/** Why an event is stuck, with word and icon. */
export function StateBadge({ state }: { state: StuckEvent['state'] }) {
  const { t } = useTranslation('operations');
  const known = state as State;
  const Drawn = ICONS[known];
  return (
    <Badge
      variant="default"
      c={known === 'PARKED' ? 'var(--class-open-overdue)' : undefined}
      tt="none"
      leftSection={<Drawn size={14} aria-hidden />}
    >
      {t(`state.${known}`)}
    </Badge>
  );
}

/** What an event is, in words: its type and resource, or that it is none. */
export function useTitle() {
  const { t } = useTranslation('operations');
  return ({ source, type, aggregate }: Pick<StuckEvent, 'source' | 'type' | 'aggregate'>) =>
    source ? `${type ?? ''} · ${aggregate ?? ''}` : t('noEvent');
}

/** One stuck event; its title opens the details. */
export function StuckRow({
  event,
  isChosen,
  onPick,
  onOpen,
}: {
  event: StuckEvent;
  isChosen: boolean;
  onPick: (name: string, through: boolean) => void;
  onOpen: (key: string) => void;
}) {
  const { t } = useTranslation('operations');
  const title = useTitle()(event);
  const name = event.name ?? '';
  const error = event.state === 'HELD' ? t('waitsFor', { version: event.missingVersion }) : event.error;
  return (
    <li className={classes.row} data-chosen={isChosen || undefined}>
      <Checkbox
        aria-label={t('choose', { title })}
        checked={isChosen}
        onChange={(change) => {
          onPick(name, (change.nativeEvent as MouseEvent).shiftKey);
        }}
      />
      <div className={classes.what}>
        <p className={classes.head}>
          <StateBadge state={event.state} />
          <Anchor
            component="button"
            type="button"
            size="sm"
            fw={600}
            className={classes.title}
            onClick={() => {
              onOpen(keyOf(name));
            }}
          >
            {title}
          </Anchor>
        </p>
        <p className={classes.error}>{error}</p>
      </div>
      <p className={classes.facts}>
        <span>{t(`service.${subscriberOf(name)}`)}</span>
        <time dateTime={event.stuckTime}>{t('since', { time: writtenTime(event.stuckTime) })}</time>
        {!!event.attemptCount && <span>{t('attempts', { count: event.attemptCount })}</span>}
      </p>
    </li>
  );
}
