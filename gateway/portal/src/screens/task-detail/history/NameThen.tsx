import { Name } from '@/ui/Name';

/** The names of a step: those of people and units at its time, by their resource names. */
export type Names = Readonly<Record<string, string>>;

/** The name of a unit or a person at the time of a step; of a step from before names were kept, today's. */
export function NameThen({ of, names }: { of: string; names: Names }) {
  return names[of] ? <>{names[of]}</> : <Name of={of} />;
}
