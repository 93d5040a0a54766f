// By itself, so that it is no part of the first view.
export { Notifications as default } from '@mantine/notifications';
