import type { ReactNode } from 'react';
import classes from './TwoColumns.module.css';

/** Fields side by side, one below the other where the screen is narrow. */
export function TwoColumns({ children }: { children: ReactNode }) {
  return <div className={classes.columns}>{children}</div>;
}
