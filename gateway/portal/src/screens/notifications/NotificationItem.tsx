import {
  IconArrowBackUp,
  IconBellRinging,
  IconCircleCheck,
  IconClipboardPlus,
  IconFileText,
  IconSend,
  IconProgress,
  type Icon,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { writtenTime } from '@/ui/dates';
import type { Notification } from './queries';
import { groupOf, type Group } from './search';
import classes from './NotificationItem.module.css';

const ICONS: Record<Group | 'other', Icon> = {
  assigned: IconClipboardPlus,
  urged: IconBellRinging,
  progress: IconProgress,
  decided: IconCircleCheck,
  comments: IconSend,
  directives: IconFileText,
  other: IconArrowBackUp,
};

/** One notification; its title opens the task or the directive. */
export function NotificationItem({
  notification,
  short = false,
  onOpen,
  action,
}: {
  notification: Notification;
  short?: boolean;
  onOpen: () => void;
  action?: ReactNode;
}) {
  const { t } = useTranslation('notifications');
  const unread = !notification.readTime;
  const group = groupOf(notification.kind ?? '');
  const Drawn = ICONS[group];
  return (
    <li className={classes.item} data-unread={unread || undefined}>
      <span className={classes.icon} data-group={group}>
        <Drawn size={20} stroke={1.6} aria-hidden />
      </span>
      <div className={classes.content}>
        <Subject of={notification} onOpen={onOpen} />
        {!short && <p className={classes.text}>{notification.text}</p>}
        <p className={classes.meta}>
          {unread && <strong className={classes.unread}>{t('unread')}</strong>}
          <time dateTime={notification.createTime}>{writtenTime(notification.createTime)}</time>
          {!short && notification.emailTime && <span>{t('emailed')}</span>}
        </p>
      </div>
      {action}
    </li>
  );
}

function Subject({ of, onOpen }: { of: Notification; onOpen: () => void }) {
  const shared = { className: classes.title, onClick: onOpen, children: of.title };
  const subject = of.subject ?? '';
  if (subject.startsWith('tasks/'))
    return <Link to="/tasks/$task" params={{ task: id(subject) }} {...shared} />;
  if (subject.startsWith('directives/'))
    return <Link to="/directives/$directive" params={{ directive: id(subject) }} {...shared} />;
  return <span className={classes.title}>{of.title}</span>;
}
