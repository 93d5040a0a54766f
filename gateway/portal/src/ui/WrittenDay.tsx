import { given, iso, written, type Day } from './dates';
import classes from './WrittenDay.module.css';

/** A day in a cell or a list, never broken into two lines. */
export function WrittenDay({ day }: { day: Day | null | undefined }) {
  return (
    given(day) && (
      <time dateTime={iso(day)} className={classes.day}>
        {written(day)}
      </time>
    )
  );
}
