import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { oneOf } from '@/api/oneOf';
import type { TaskStep } from '../queries';
import classes from './History.module.css';

/** The rules by which the system urges, as its steps name them. */
const RULES = ['not-accepted', 'overdue-first', 'overdue'] as const;

/** The words of a step. A step of the system names a rule instead. */
export function Reason({ of }: { of: TaskStep }) {
  const { t } = useTranslation('task-detail');
  if (!of.reason) return null;
  const rule = of.actor ? undefined : oneOf(RULES, of.reason);
  return (
    <Text size="sm" className={classes.reason}>
      {rule ? t(`rule.${rule}`) : of.reason}
    </Text>
  );
}
