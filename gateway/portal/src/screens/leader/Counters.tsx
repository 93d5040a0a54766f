import { Box, SimpleGrid, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconClockExclamation,
  IconHourglass,
  IconListCheck,
  IconProgress,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Counts } from '@/api/statistics';
import { number, percent } from '@/ui/text';
import { FigureLink } from './FigureLink';
import classes from './Counters.module.css';

const SHOWN = [
  { figure: 'DONE_ON_TIME', icon: IconCircleCheck },
  { figure: 'DONE_LATE', icon: IconClockExclamation },
  { figure: 'OPEN_IN_TIME', icon: IconProgress },
  { figure: 'OPEN_OVERDUE', icon: IconAlertTriangle },
  { figure: 'DUE_SOON', icon: IconHourglass },
  { figure: 'TOTAL', icon: IconListCheck },
] as const satisfies { figure: keyof Counts; icon: Icon }[];

/** The four official counters, the tasks due soon and all tasks; each counter opens its tasks. */
export function Counters({ counts }: { counts: Counts }) {
  const { t, i18n } = useTranslation(['leader', 'statistics']);
  return (
    <Box component="section" aria-label={t('counters')}>
      <SimpleGrid cols={{ base: 2, sm: 3, xl: 6 }} spacing="sm">
        {SHOWN.map(({ figure, icon: Drawn }) => (
          <FigureLink key={figure} figure={figure} count={counts[figure]} className={classes.counter}>
            <span className={classes.name}>
              <Drawn size="1.25rem" stroke={2} aria-hidden />
              {t(`figure.${figure}`, { ns: 'statistics' })}
            </span>
            <span className={classes.count}>{number(counts[figure], i18n.language)}</span>
            <Text span size="xs" c="dimmed">
              {figure === 'DUE_SOON'
                ? t('ofOpen')
                : figure !== 'TOTAL' &&
                  t('share', { rate: percent(counts[figure], counts.TOTAL, i18n.language) })}
            </Text>
          </FigureLink>
        ))}
      </SimpleGrid>
    </Box>
  );
}
