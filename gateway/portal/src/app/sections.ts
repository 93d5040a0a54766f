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
import { seesStatistics } from '@/api/roles';

export interface Section {
  path: '/tasks' | '/directives' | '/leader' | '/reports' | '/notifications' | '/organisation' | '/help';
  key: 'tasks' | 'directives' | 'leader' | 'reports' | 'notifications' | 'organisation' | 'help';
  icon: Icon;
  /** Whether the person may open it; absent, everybody may. */
  visible?: () => boolean;
}

const SECTIONS: Section[] = [
  { path: '/leader', key: 'leader', icon: IconChartBar, visible: seesStatistics },
  { path: '/tasks', key: 'tasks', icon: IconListCheck },
  { path: '/directives', key: 'directives', icon: IconFileText },
  { path: '/reports', key: 'reports', icon: IconReportAnalytics, visible: seesStatistics },
  { path: '/notifications', key: 'notifications', icon: IconBell },
  { path: '/organisation', key: 'organisation', icon: IconBuildingCommunity },
  { path: '/help', key: 'help', icon: IconHelpCircle },
];

/** The sections that the person's menu shows. */
export function sections(): Section[] {
  return SECTIONS.filter((section) => section.visible?.() ?? true);
}
