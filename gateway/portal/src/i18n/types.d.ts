import 'i18next';
import type cause from './vi/cause.json';
import type comments from './vi/comments.json';
import type common from './vi/common.json';
import type coordination from './vi/coordination.json';
import type deciding from './vi/deciding.json';
import type help from './vi/help.json';
import type history from './vi/history.json';
import type importing from './vi/import.json';
import type intake from './vi/intake.json';
import type keys from './vi/keys.json';
import type leader from './vi/leader.json';
import type notifications from './vi/notifications.json';
import type operations from './vi/operations.json';
import type organisation from './vi/organisation.json';
import type periods from './vi/periods.json';
import type reports from './vi/reports.json';
import type sets from './vi/sets.json';
import type statistics from './vi/statistics.json';
import type steps from './vi/steps.json';
import type taskDetail from './vi/task-detail.json';
import type taskList from './vi/task-list.json';
import type tour from './vi/tour.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      cause: typeof cause;
      comments: typeof comments;
      common: typeof common;
      coordination: typeof coordination;
      deciding: typeof deciding;
      help: typeof help;
      history: typeof history;
      import: typeof importing;
      intake: typeof intake;
      keys: typeof keys;
      leader: typeof leader;
      notifications: typeof notifications;
      operations: typeof operations;
      organisation: typeof organisation;
      periods: typeof periods;
      reports: typeof reports;
      sets: typeof sets;
      statistics: typeof statistics;
      steps: typeof steps;
      'task-detail': typeof taskDetail;
      'task-list': typeof taskList;
      tour: typeof tour;
    };
  }
}
