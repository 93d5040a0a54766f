import type { Schemas } from '@/api/client';
import { oneOf } from '@/api/oneOf';

export type Supersession = Schemas['document.Supersession'];
export type SupersessionKind = Exclude<Schemas['document.Supersession.Kind'], 'KIND_UNSPECIFIED'>;

export const SUPERSESSIONS: readonly SupersessionKind[] = ['RECALLED', 'REPLACED', 'AMENDED'];

/** Whether a directive with these supersessions still assigns tasks. */
export const isInForce = (supersessions: Supersession[] = []) =>
  supersessions.every(({ kind, takeBackTime }) => takeBackTime || kindOf(kind) === 'AMENDED');

export const kindOf = (kind: Supersession['kind']): SupersessionKind =>
  oneOf(SUPERSESSIONS, kind) ?? 'AMENDED';
