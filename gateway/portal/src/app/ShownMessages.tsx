// A file of its own, so that the first view does not load what only a lazy import needs of the package.
export { Notifications as ShownMessages } from '@mantine/notifications';
