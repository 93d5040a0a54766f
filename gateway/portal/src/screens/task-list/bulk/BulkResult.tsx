import { Button, Group, Progress, Text } from '@mantine/core';
import { IconCircleCheck, IconClock, IconCircleX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useExplanation } from '@/ui/States';
import { counts, dismissJob, labelOf, retryJob, type Item, type Job } from './bulk';
import classes from './BulkBar.module.css';

/** The progress of a job, and its result for each task. */
export function BulkResult({ job }: { job: Job }) {
  const { t } = useTranslation('task-list');
  const queries = useQueryClient();
  const counted = counts(job);
  return (
    <>
      <Text size="sm" fw={600} role="status">
        {job.running
          ? t('bulk.running', { done: counted.finished, count: counted.count })
          : t('bulk.finished', { step: labelOf(job.step), ...counted })}
      </Text>
      {job.running && (
        <Progress value={(100 * counted.finished) / counted.count} aria-label={labelOf(job.step)} />
      )}
      <div {...scrolled} aria-label={t('bulk.results')} className={classes.results}>
        <ul>
          {job.items.map((item) => (
            <Result key={item.name} item={item} />
          ))}
        </ul>
      </div>
      {!job.running && (
        <Group gap="xs">
          {counted.refused > 0 && (
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                retryJob(queries);
              }}
            >
              {t('bulk.retry')}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={dismissJob}>
            {t('bulk.dismiss')}
          </Button>
        </Group>
      )}
    </>
  );
}

// The keyboard must reach a region that scrolls.
const scrolled = { role: 'region', tabIndex: 0 };

const ICONS = { waiting: IconClock, done: IconCircleCheck, refused: IconCircleX };

function Result({ item }: { item: Item }) {
  const { t } = useTranslation('task-list');
  const explanation = useExplanation(item.error);
  const Drawn = ICONS[item.state];
  return (
    <li className={classes.result} data-state={item.state}>
      <Drawn size={16} aria-hidden />
      <span>
        <strong>{t(`bulk.${item.state}`)}</strong> · {item.title}
        {item.state === 'refused' && <span className={classes.why}>{explanation}</span>}
      </span>
    </li>
  );
}
