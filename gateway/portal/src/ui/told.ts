import { notifications } from '@mantine/notifications';
import i18next from 'i18next';

/** Says shortly that something was done. */
export function told(message: string): void {
  notifications.show({ message, color: 'green', closeButtonProps: closing() });
}

/** Says that something was not done, and why. */
export function toldFailure(message: string): void {
  notifications.show({ message, color: 'red', autoClose: 12_000, closeButtonProps: closing() });
}

function closing() {
  return { 'aria-label': i18next.t('close') };
}
