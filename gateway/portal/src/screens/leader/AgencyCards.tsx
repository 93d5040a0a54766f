import { Box, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CLASSES, type Counts, type Statistics } from '@/api/statistics';
import { id } from '@/api/client';
import type { Section } from '@/ui/statistics/sections';
import { rate } from '@/ui/text';
import { RATES } from './agencies';
import { FigureLink } from './FigureLink';
import { StackedBar } from './StackedBar';
import classes from './AgencyCards.module.css';

/** A card for each agency, for narrow screens. */
export function AgencyCards({ statistics, sections }: { statistics: Statistics; sections: Section[] }) {
  const { t } = useTranslation('statistics');
  const several = statistics.rows.length > 1;
  return (
    <Stack gap="md">
      {several && <Card name={t('sum')} counts={statistics.total} strong />}
      {sections.map((section) => (
        <Stack key={section.key} gap="sm">
          {several && (
            <>
              <Title order={3} size="h5">
                {t(`group.${section.key}`)}
              </Title>
              <Card name={t(`group.${section.key}`)} of={section.key} counts={section.counts} strong />
            </>
          )}
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            {section.rows.map((row) => (
              <Card key={row.agency} name={row.name} of={id(row.agency)} counts={row.counts} />
            ))}
          </SimpleGrid>
        </Stack>
      ))}
    </Stack>
  );
}

function Card({ name, of, counts, strong }: { name: string; of?: string; counts: Counts; strong?: boolean }) {
  const { t, i18n } = useTranslation('leader');
  return (
    <Box className={classes.card} data-strong={strong} role="group" aria-label={name}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <FigureLink figure="TOTAL" count={counts.TOTAL} of={of} where={name} />
      </Group>
      <StackedBar counts={counts} />
      <dl className={classes.numbers}>
        {[...CLASSES, 'DUE_SOON' as const].map((figure) => (
          <div key={figure}>
            <dt>{t(`column.${figure}`)}</dt>
            <dd>
              <FigureLink figure={figure} count={counts[figure]} of={of} where={name} />
            </dd>
          </div>
        ))}
        {RATES.map((part) => (
          <div key={part}>
            <dt>% {t(`rate.${part}`)}</dt>
            <dd className={classes.rate}>{rate(counts[part], counts.TOTAL, i18n.language)}</dd>
          </div>
        ))}
      </dl>
    </Box>
  );
}
