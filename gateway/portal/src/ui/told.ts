import { notifications } from '@mantine/notifications';

/** Says shortly that something was done. */
export function told(message: string): void {
  notifications.show({ message, color: 'green' });
}

/** Says that something was not done, and why. */
export function toldFailure(message: string): void {
  notifications.show({ message, color: 'red', autoClose: 12_000 });
}
