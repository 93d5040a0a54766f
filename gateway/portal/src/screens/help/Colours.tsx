import { Paper, Text, Title } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { ClassBadge, MarkBadge, type Class, type Mark } from '@/ui/Standing';
import classes from './HelpArticle.module.css';

const CLASSES = [
  'DONE_ON_TIME',
  'DONE_LATE',
  'OPEN_IN_TIME',
  'OPEN_OVERDUE',
] as const satisfies readonly Class[];
const MARKS = [
  'DUE_SOON',
  'NOT_ACCEPTED',
  'ISSUED_LATE',
  'WAITING_FOR_CONFIRMATION',
  'OVERDUE_NOT_UPDATED',
] as const satisfies readonly Mark[];

/** What the colours and marks mean, as the screens show them. */
export function Colours() {
  const { t } = useTranslation('help');
  return (
    <Paper component="section">
      <Title order={2} size="h4" mb={4}>
        {t('colours')}
      </Title>
      <Text size="sm" mb="sm">
        {t('coloursText')}
      </Text>
      <dl className={classes.colours}>
        {CLASSES.map((one) => (
          <Fragment key={one}>
            <dt>
              <ClassBadge of={one} />
            </dt>
            <Text component="dd" size="sm">
              {t(`colour.${one}`)}
            </Text>
          </Fragment>
        ))}
        {MARKS.map((one) => (
          <Fragment key={one}>
            <dt>
              <MarkBadge of={one} />
            </dt>
            <Text component="dd" size="sm">
              {t(`colour.${one}`)}
            </Text>
          </Fragment>
        ))}
      </dl>
    </Paper>
  );
}
