import { Checkbox, Group, Paper, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '@/ui/States';
import { useSelection } from '@/ui/useSelection';
import { Away } from './Away';
import { allowing, oldestFirst, SUBSCRIBERS, type StuckEvent, type Verb } from './events';
import { MendDialog } from './MendDialog';
import { stuckAt } from './queries';
import { StuckRow } from './StuckRow';
import { VerbButtons } from './VerbButtons';
import classes from './Stuck.module.css';

const nameOf = (event: StuckEvent) => event.name ?? '';

/** What is stuck at all services, those first that have been stuck longest. */
export function Stuck({ onOpen }: { onOpen: (key: string) => void }) {
  const { t } = useTranslation('operations');
  const reads = useQueries({ queries: SUBSCRIBERS.map(stuckAt) });
  const events = oldestFirst(reads.map(({ data }) => data?.stuckEvents ?? []));
  const [verb, setVerb] = useState<Verb>();
  const selection = useSelection('stuck', events, nameOf);
  // What has gone on meanwhile is not chosen any more.
  const chosen = events.filter((event) => selection.chosen.has(nameOf(event)));
  return (
    <Stack gap="sm">
      <Away reads={reads} />
      {reads.some(({ isPending }) => isPending) && <Loading />}
      {events.length === 0 && reads.every(({ isSuccess }) => isSuccess) && <Clear />}
      {events.length > 0 && (
        <>
          <Offers events={events} chosen={chosen} onPickAll={selection.pickAll} onVerb={setVerb} />
          <Paper p={0} component="ul" className={classes.list} aria-label={t('tab.stuck')}>
            {events.map((event) => (
              <StuckRow
                key={event.name}
                event={event}
                isChosen={selection.chosen.has(nameOf(event))}
                onPick={selection.pick}
                onOpen={onOpen}
              />
            ))}
          </Paper>
        </>
      )}
      {/* Here, since the list may become empty while it is open. */}
      {verb && (
        <MendDialog
          verb={verb}
          events={allowing(verb, chosen)}
          onDone={selection.clear}
          onClose={() => {
            setVerb(undefined);
          }}
        />
      )}
      {reads.some(({ data }) => data?.nextPageToken) && (
        <Text size="sm" c="dimmed">
          {t('more')}
        </Text>
      )}
    </Stack>
  );
}

function Clear() {
  const { t } = useTranslation('operations');
  return (
    <Stack align="center" py="xl" gap="xs" role="status">
      <IconCircleCheck size={40} stroke={1.3} color="var(--class-done-on-time)" aria-hidden />
      <Text fw={600}>{t('clear')}</Text>
      <Text size="sm" c="dimmed" ta="center">
        {t('clearHint')}
      </Text>
    </Stack>
  );
}

/** What can be done with the chosen events. */
function Offers({
  events,
  chosen,
  onPickAll,
  onVerb,
}: {
  events: StuckEvent[];
  chosen: StuckEvent[];
  onPickAll: (on: boolean) => void;
  onVerb: (verb: Verb) => void;
}) {
  const { t } = useTranslation('operations');
  return (
    <Group gap="sm" className={classes.offers}>
      <Checkbox
        label={
          chosen.length > 0 ? t('chosen', { count: chosen.length }) : t('count', { count: events.length })
        }
        checked={chosen.length === events.length}
        indeterminate={chosen.length > 0 && chosen.length < events.length}
        onChange={(change) => {
          onPickAll(change.currentTarget.checked);
        }}
      />
      <VerbButtons events={chosen} onVerb={onVerb} />
    </Group>
  );
}
