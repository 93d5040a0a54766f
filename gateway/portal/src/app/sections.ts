import {
  IconBell,
  IconBuildingCommunity,
  IconChartBar,
  IconCircleCheck,
  IconFileText,
  IconHelpCircle,
  IconListCheck,
  IconReportAnalytics,
  IconSend2,
  IconStethoscope,
  type Icon,
} from '@tabler/icons-react';

/** What only some people may do, as the services say. */
export type Need = 'decide' | 'seeStatistics' | 'mendEvents' | 'assignTasks';

export interface Section {
  path:
    | '/deciding'
    | '/tasks'
    | '/tasks/new'
    | '/directives'
    | '/leader'
    | '/reports'
    | '/notifications'
    | '/organisation'
    | '/operations'
    | '/help';
  key:
    | 'deciding'
    | 'tasks'
    | 'assign'
    | 'directives'
    | 'leader'
    | 'reports'
    | 'notifications'
    | 'organisation'
    | 'operations'
    | 'help';
  icon: Icon;
  /** What it is for, if not everybody may do it. */
  needs?: Need;
}

const SECTIONS: Section[] = [
  { path: '/leader', key: 'leader', icon: IconChartBar, needs: 'seeStatistics' },
  { path: '/deciding', key: 'deciding', icon: IconCircleCheck, needs: 'decide' },
  { path: '/tasks', key: 'tasks', icon: IconListCheck },
  { path: '/tasks/new', key: 'assign', icon: IconSend2, needs: 'assignTasks' },
  { path: '/directives', key: 'directives', icon: IconFileText },
  { path: '/reports', key: 'reports', icon: IconReportAnalytics, needs: 'seeStatistics' },
  { path: '/notifications', key: 'notifications', icon: IconBell },
  { path: '/organisation', key: 'organisation', icon: IconBuildingCommunity },
  { path: '/operations', key: 'operations', icon: IconStethoscope, needs: 'mendEvents' },
  { path: '/help', key: 'help', icon: IconHelpCircle },
];

/** The sections that a person's menu shows. */
export function sectionsOf(may: Record<Need, boolean>): Section[] {
  return SECTIONS.filter(({ needs }) => !needs || may[needs]);
}

/** The section that an address belongs to: the one whose path says most of it. */
export function sectionAt(path: string, sections: readonly Section[]): Section | undefined {
  const containing = sections.filter(({ path: of }) => path === of || path.startsWith(`${of}/`));
  return containing.sort((one, other) => other.path.length - one.path.length)[0];
}
