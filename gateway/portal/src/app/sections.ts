import {
  IconBell,
  IconBuildingCommunity,
  IconChartBar,
  IconFileText,
  IconHelpCircle,
  IconListCheck,
  IconReportAnalytics,
  type Icon,
} from '@tabler/icons-react';
import { session, type Role } from '@/api/session';

export interface Section {
  path: '/tasks' | '/directives' | '/leader' | '/reports' | '/notifications' | '/organisation' | '/help';
  key: 'tasks' | 'directives' | 'leader' | 'reports' | 'notifications' | 'organisation' | 'help';
  icon: Icon;
  /** Whose positions open it; everybody's if absent. The services decide; this only spares the menu. */
  roles?: Role[];
}

const PROVINCE: Role[] = ['CHAIRMAN', 'VICE_CHAIRMAN', 'OFFICE_CHIEF', 'OFFICE_SPECIALIST', 'OFFICE_CLERK'];
const NUMBERS: Role[] = [...PROVINCE, 'AGENCY_HEAD', 'AGENCY_CLERK'];

const SECTIONS: Section[] = [
  { path: '/leader', key: 'leader', icon: IconChartBar, roles: NUMBERS },
  { path: '/tasks', key: 'tasks', icon: IconListCheck },
  { path: '/directives', key: 'directives', icon: IconFileText },
  { path: '/reports', key: 'reports', icon: IconReportAnalytics, roles: NUMBERS },
  { path: '/notifications', key: 'notifications', icon: IconBell },
  { path: '/organisation', key: 'organisation', icon: IconBuildingCommunity },
  { path: '/help', key: 'help', icon: IconHelpCircle },
];

/** The sections that the person's menu shows. */
export function sections(): Section[] {
  return SECTIONS.filter((section) => !section.roles || session.has(...section.roles));
}
