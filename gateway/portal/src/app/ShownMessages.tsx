// A file of its own: the first view stays without what only a lazy import needs of a package.
export { Notifications as ShownMessages } from '@mantine/notifications';
