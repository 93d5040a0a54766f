import type { Schemas } from '@/api/client';
import type { Task } from '@/api/tasks';
import { written, type Day } from './dates';

export type DelayCause = Schemas['type.DelayCause'];

/** What became of a cause of delay: a decision or a contest, with its day, person and words. */
export interface Stage {
  what: 'unconfirmed' | 'confirmed' | 'changed' | 'declined' | 'contested' | 'waits' | 'granted' | 'upheld';
  day?: Day;
  person?: string;
  words?: string;
  documentNumber?: string;
}

/** The decision on a cause, the contest of it and the final decision, the first one first. */
export function stagesOf(cause: DelayCause): Stage[] {
  if (!cause.decideDate) return [{ what: 'unconfirmed' }];
  const first: Stage = {
    what: firstDecision(cause),
    day: cause.decideDate,
    person: cause.decider,
    words: cause.answer,
  };
  const contest = cause.contest;
  if (!contest) return [first];
  const { contestDate: day, contester: person, reason: words, documentNumber } = contest;
  const contested: Stage = { what: 'contested', day, person, words, documentNumber };
  if (!contest.decideDate) return [first, contested, { what: 'waits' }];
  const last: Stage = {
    what: contest.granted ? 'granted' : 'upheld',
    day: contest.decideDate,
    person: contest.decider,
    words: contest.answer,
  };
  return [first, contested, last];
}

/** A granted contest has changed what the cause says of the first decision. */
function firstDecision({
  kind,
  statedKind,
  refused,
  contest,
}: DelayCause): 'confirmed' | 'changed' | 'declined' {
  const decided = contest ? contest.against : refused ? 'KIND_UNSPECIFIED' : kind;
  if (!decided || decided === 'KIND_UNSPECIFIED') return 'declined';
  return decided === statedKind || !statedKind || statedKind === 'KIND_UNSPECIFIED' ? 'confirmed' : 'changed';
}

/** The cause in one line, with its latest stage, by the texts of the catalogue `cause`. */
export function inOneLine(
  cause: DelayCause,
  say: (key: Stage['what'] | Kind, day: string) => string,
): string {
  const latest = stagesOf(cause).at(-1);
  const stage = latest ? say(latest.what, written(latest.day)) : '';
  const known = kindOf(cause);
  return [`${known ? say(known, '') : ''} (${stage})`, cause.text].filter(Boolean).join(': ');
}

/** The cause of the delay that the task has now, and not of an earlier period of it. */
export function ownCause({ delayCause, due }: Pick<Task, 'delayCause' | 'due'>): DelayCause | undefined {
  return delayCause?.periodDueDate && delayCause.periodDueDate !== due?.originalDate ? undefined : delayCause;
}

/** Whether the assigner's side has decided otherwise than the agency stated, and the agency has not contested it. */
export function isContestable({ decideDate, refused, kind, statedKind, contest }: DelayCause): boolean {
  return Boolean(decideDate) && !contest && (Boolean(refused) || kind !== statedKind);
}

export type Kind = 'OBJECTIVE' | 'SUBJECTIVE';

export function kindOf({ kind }: DelayCause): Kind | undefined {
  return kind === 'OBJECTIVE' || kind === 'SUBJECTIVE' ? kind : undefined;
}
