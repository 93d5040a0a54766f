import { notifications } from '@mantine/notifications';
import i18next from 'i18next';

/** Says briefly that a change was made. */
export function showSuccess(message: string): void {
  notifications.show({ message, color: 'green', closeButtonProps: closeButton() });
}

/** Says why a change was not made. */
export function showFailure(message: string): void {
  notifications.show({ message, color: 'red', autoClose: 12_000, closeButtonProps: closeButton() });
}

/** The button that closes a message has a name, which a screen reader says. */
export function closeButton() {
  return { 'aria-label': i18next.t('close') };
}
