import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TaskStep } from '../queries';
import classes from './History.module.css';

/** The rules by which the system urges, as its steps name them. */
const RULES = ['not-accepted', 'overdue-first', 'overdue'] as const;

/** The words that go with a step; the system's own are the name of a rule. */
export function Reason({ of }: { of: TaskStep }) {
  const { t } = useTranslation('task-detail');
  if (!of.reason) return null;
  const rule = of.actor ? undefined : RULES.find((one) => one === of.reason);
  return (
    <Text size="sm" className={classes.reason}>
      {rule ? t(`rule.${rule}`) : of.reason}
    </Text>
  );
}
