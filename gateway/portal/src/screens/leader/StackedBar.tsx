import { CLASSES, type Counts } from '@/api/statistics';
import classes from './StackedBar.module.css';

/** The four classes as parts of one bar. Screen readers skip it, since the numbers are beside it. */
export function StackedBar({ counts }: { counts: Counts }) {
  return (
    <div className={classes.bar} aria-hidden>
      {CLASSES.filter((name) => counts[name] > 0).map((name) => (
        <div key={name} data-class={name} style={{ width: `${(100 * counts[name]) / counts.TOTAL}%` }} />
      ))}
    </div>
  );
}
