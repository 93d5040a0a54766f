// A file of its own: what is only lazily imported from a package stays out of the first view.
export { Notifications as ShownNotes } from '@mantine/notifications';
