import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { oneOf } from '@/api/oneOf';
import type { TaskStep } from '../queries';
import classes from './History.module.css';

/** The rules by which the system urges, as its steps name them. */
const RULES = ['not-accepted', 'overdue-first', 'overdue'] as const;

/** The codes of a task that ended with its parent or its directive: the step is of the person who ended that. */
const ENDS = [
  'directive-deleted',
  'parent-returned',
  'parent-reissued',
  'parent-transferred',
  'parent-recalled',
  'parent-cancelled',
  'parent-completed',
] as const;

/** The words of a step, or the sentence for a reason that the system gives. */
export function Reason({ of }: { of: TaskStep }) {
  const { t } = useTranslation('history');
  if (!of.reason) return null;
  const code = oneOf(of.actor ? ENDS : RULES, of.reason);
  return (
    <Text size="sm" className={classes.reason}>
      {code ? t(`reason.${code}`) : of.reason}
    </Text>
  );
}
