import type { Proposal } from '../queries';

/** The units that lead or coordinate a task proposed from the directive. */
export function concerned(proposals: readonly Proposal[]): string[] {
  return proposals
    .filter((one) => one.state !== 'DROPPED')
    .flatMap((one) => [one.lead ?? '', ...(one.coordinations ?? []).map((each) => each.unit ?? '')])
    .filter(Boolean);
}
