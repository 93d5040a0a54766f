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

export interface Section {
  path: '/tasks' | '/directives' | '/leader' | '/reports' | '/notifications' | '/organisation' | '/help';
  key: 'tasks' | 'directives' | 'leader' | 'reports' | 'notifications' | 'organisation' | 'help';
  icon: Icon;
  /** It shows statistics, which not everybody may see. */
  hasStatistics?: true;
}

const SECTIONS: Section[] = [
  { path: '/leader', key: 'leader', icon: IconChartBar, hasStatistics: true },
  { path: '/tasks', key: 'tasks', icon: IconListCheck },
  { path: '/directives', key: 'directives', icon: IconFileText },
  { path: '/reports', key: 'reports', icon: IconReportAnalytics, hasStatistics: true },
  { path: '/notifications', key: 'notifications', icon: IconBell },
  { path: '/organisation', key: 'organisation', icon: IconBuildingCommunity },
  { path: '/help', key: 'help', icon: IconHelpCircle },
];

/** The sections that a person's menu shows. */
export function sectionsOf(maySeeStatistics: boolean): Section[] {
  return SECTIONS.filter((section) => maySeeStatistics || !section.hasStatistics);
}
