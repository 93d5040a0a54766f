import { Fragment } from 'react';
import { Name } from '@/ui/Name';

/** Units by their names, in one line. */
export function Units({ of }: { of: string[] }) {
  return of.map((unit, at) => (
    <Fragment key={unit}>
      {at > 0 && '; '}
      <Name of={unit} />
    </Fragment>
  ));
}
