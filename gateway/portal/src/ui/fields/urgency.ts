import type { Schemas } from '@/api/client';

type Urgency = Exclude<Schemas['type.Urgency'], 'URGENCY_UNSPECIFIED'>;

export const URGENCIES: readonly Urgency[] = ['ORDINARY', 'URGENT', 'VERY_URGENT', 'EXPRESS'];
