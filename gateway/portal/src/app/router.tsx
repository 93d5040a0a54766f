import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { assigns, taskAccess } from '@/api/access';
import { Failure, Loading } from '@/ui/States';
import { basketSearch } from '@/screens/task-list/search';
import { decidingSearch } from '@/screens/deciding/search';
import { directiveSearch } from '@/screens/intake/search';
import { leaderSearch } from '@/screens/leader/search';
import { notificationSearch } from '@/screens/notifications/search';
import { operationsSearch } from '@/screens/operations/search';
import { organisationSearch } from '@/screens/organisation/search';
import { reportSearch } from '@/screens/reports/search';
import { taskSearch } from '@/screens/task-detail/search';
import { parseSearch, stringifySearch } from './searchParams';
import { Shell } from './Shell';

/** Drops what a screen does not understand in its address: the router would pass it on as it was typed. */
function only<S extends object>(read: (given: Record<string, unknown>) => S) {
  return (given: Record<string, unknown>): S => ({
    ...Object.fromEntries(Object.keys(given).map((key) => [key, undefined])),
    ...read(given),
  });
}

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Shell });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context: { queries } }) => {
    const access = await queries.ensureQueryData(taskAccess);
    // TanStack Router redirects by a throw.
    throw redirect({ to: assigns(access) ? '/leader' : '/tasks' });
  },
});

const deciding = createRoute({
  getParentRoute: () => root,
  path: '/deciding',
  validateSearch: only(decidingSearch),
  component: lazyRouteComponent(() => import('@/screens/deciding/DecidingScreen'), 'DecidingScreen'),
});
const tasks = createRoute({
  getParentRoute: () => root,
  path: '/tasks',
  validateSearch: only(basketSearch),
  component: lazyRouteComponent(() => import('@/screens/task-list/TasksScreen'), 'TasksScreen'),
});
const newTask = createRoute({
  getParentRoute: () => root,
  path: '/tasks/new',
  component: lazyRouteComponent(() => import('@/screens/task-detail/terms/NewTask'), 'NewTask'),
});
const newSet = createRoute({
  getParentRoute: () => root,
  path: '/tasks/new/several',
  component: lazyRouteComponent(() => import('@/screens/task-detail/terms/NewSetScreen'), 'NewSetScreen'),
});
const importTasks = createRoute({
  getParentRoute: () => root,
  path: '/tasks/import',
  component: lazyRouteComponent(() => import('@/screens/import/ImportScreen'), 'ImportScreen'),
});
const taskSets = createRoute({
  getParentRoute: () => root,
  path: '/tasks/sets',
  component: lazyRouteComponent(() => import('@/screens/task-list/sets/SetsScreen'), 'SetsScreen'),
});
const task = createRoute({
  getParentRoute: () => root,
  path: '/tasks/$task',
  validateSearch: only(taskSearch),
  component: lazyRouteComponent(() => import('@/screens/task-detail/TaskScreen'), 'TaskScreen'),
});
const directives = createRoute({
  getParentRoute: () => root,
  path: '/directives',
  validateSearch: only(directiveSearch),
  component: lazyRouteComponent(() => import('@/screens/intake/list/DirectivesScreen'), 'DirectivesScreen'),
});
const directive = createRoute({
  getParentRoute: () => root,
  path: '/directives/$directive',
  component: lazyRouteComponent(() => import('@/screens/intake/DirectiveScreen'), 'DirectiveScreen'),
});
const leader = createRoute({
  getParentRoute: () => root,
  path: '/leader',
  validateSearch: only(leaderSearch),
  component: lazyRouteComponent(() => import('@/screens/leader/LeaderScreen'), 'LeaderScreen'),
});
const reports = createRoute({
  getParentRoute: () => root,
  path: '/reports',
  validateSearch: only(reportSearch),
  component: lazyRouteComponent(() => import('@/screens/reports/ReportsScreen'), 'ReportsScreen'),
});
const notifications = createRoute({
  getParentRoute: () => root,
  path: '/notifications',
  validateSearch: only(notificationSearch),
  component: lazyRouteComponent(
    () => import('@/screens/notifications/NotificationsScreen'),
    'NotificationsScreen',
  ),
});
const organisation = createRoute({
  getParentRoute: () => root,
  path: '/organisation',
  validateSearch: only(organisationSearch),
  component: lazyRouteComponent(
    () => import('@/screens/organisation/OrganisationScreen'),
    'OrganisationScreen',
  ),
});
const operations = createRoute({
  getParentRoute: () => root,
  path: '/operations',
  validateSearch: only(operationsSearch),
  component: lazyRouteComponent(() => import('@/screens/operations/OperationsScreen'), 'OperationsScreen'),
});
const help = createRoute({
  getParentRoute: () => root,
  path: '/help',
  component: lazyRouteComponent(() => import('@/screens/help/HelpScreen'), 'HelpScreen'),
});
const helpPage = createRoute({
  getParentRoute: () => root,
  path: '/help/$page',
  component: lazyRouteComponent(() => import('@/screens/help/HelpScreen'), 'HelpScreen'),
});

const tree = root.addChildren([
  home,
  deciding,
  tasks,
  newTask,
  newSet,
  importTasks,
  taskSets,
  task,
  directives,
  directive,
  leader,
  reports,
  notifications,
  organisation,
  operations,
  help,
  helpPage,
]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPendingComponent: Loading,
    defaultErrorComponent: ({ error, reset }) => <Failure error={error} onRetry={reset} />,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
