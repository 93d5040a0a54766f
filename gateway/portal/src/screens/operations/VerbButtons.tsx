import { Button } from '@mantine/core';
import { IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { allowing, type StuckEvent, type Verb } from './events';

const VERBS = [
  { verb: 'replay', icon: IconPlayerPlay, variant: 'filled', color: undefined },
  { verb: 'drop', icon: IconTrash, variant: 'light', color: 'red' },
] as const;

/** What can be done with at least one of the events. */
export function VerbButtons({
  events,
  onVerb,
}: {
  events: readonly StuckEvent[];
  onVerb: (verb: Verb) => void;
}) {
  const { t } = useTranslation('operations');
  return VERBS.filter(({ verb }) => allowing(verb, events).length > 0).map(
    ({ verb, icon: Drawn, variant, color }) => (
      <Button
        key={verb}
        size="xs"
        variant={variant}
        color={color}
        leftSection={<Drawn size={16} aria-hidden />}
        onClick={() => {
          onVerb(verb);
        }}
      >
        {t(`verb.${verb}`)}
      </Button>
    ),
  );
}
