import { assigns, monitors, type TaskAccess } from '@/api/access';
import { session } from '@/api/session';
import { BLANK, type Terms } from './terms';

/** Unless they say otherwise, leaders assign the task themselves and specialists monitor it themselves. */
export function usualTerms(access: TaskAccess): Terms {
  const { person } = session.get();
  return {
    ...BLANK,
    assigner: assigns(access) ? person : '',
    sourceKind: 'ORAL_ORDER',
    monitor: monitors(access) ? person : '',
  };
}
