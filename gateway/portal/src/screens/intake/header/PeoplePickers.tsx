import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { allUnits } from '@/api/names';
import { positionsBelow } from '@/api/people';
import type { Role } from '@/api/session';
import { PersonPicker } from '@/ui/PersonPicker';

interface Props {
  value: string;
  onChange: (person: string) => void;
}

const LEADERS: Role[] = ['CHAIRMAN', 'VICE_CHAIRMAN'];
const MONITORS: Role[] = ['OFFICE_SPECIALIST', 'OFFICE_CHIEF'];

/** One of those who assign tasks. */
export function LeaderPicker(props: Props) {
  const { t } = useTranslation('intake');
  const { data: units = [] } = useQuery(allUnits);
  const province = units.find((unit) => unit.kind === 'PROVINCE')?.name ?? '';
  const { data: among = [] } = useQuery(positionsBelow(province, LEADERS));
  return <PersonPicker {...props} label={t('header.assigner')} among={among} />;
}

/** One of those who follow tasks. */
export function MonitorPicker(props: Props) {
  const { t } = useTranslation('intake');
  const { data: units = [] } = useQuery(allUnits);
  const office = units.find((unit) => unit.kind === 'AGENCY' && unit.group === 'OFFICE')?.name ?? '';
  const { data: among = [] } = useQuery(positionsBelow(office, MONITORS));
  return <PersonPicker {...props} label={t('header.monitor')} among={among} />;
}
