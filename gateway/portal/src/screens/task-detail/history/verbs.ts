/** All that a step of the history can be. */
const VERBS = [
  'draft',
  'propose',
  'reject',
  'amend',
  'issue',
  'accept',
  'return',
  'reissue',
  'insist',
  'recall',
  'delegate',
  'split',
  'reportProgress',
  'requestExtension',
  'decideExtension',
  'extend',
  'submit',
  'confirm',
  'closePeriod',
  'sendBack',
  'suspend',
  'resume',
  'cancel',
  'reopen',
  'urge',
  'stateCause',
  'confirmCause',
  'demandDecision',
  'transfer',
  'redo',
] as const;

export type Verb = (typeof VERBS)[number];

export function isVerb(given: string | undefined): given is Verb {
  return VERBS.some((verb) => verb === given);
}
