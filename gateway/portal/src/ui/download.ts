import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import type { Answer } from '@/api/client';
import { receive, saveFile } from '@/api/files';
import { Problem } from '@/api/problem';
import { closeButton } from './messages';
import { fileSize } from './text';

const CLOSE_AFTER_MS = 6_000;

/**
 * Saves the file that the API answers with, and shows how much of it has come. The download goes on while the person
 * goes to another screen. `name` is used if the server gives no name.
 */
export async function download(title: string, name: string, call: Promise<Answer<unknown>>): Promise<void> {
  const running = { title, loading: true, autoClose: false, withCloseButton: false } as const;
  const id = notifications.show({ ...running, message: '' });
  const finish = (color: string, message: string, autoClose: number) => {
    const closing = { withCloseButton: true, closeButtonProps: closeButton(), autoClose };
    notifications.update({ id, title, message, color, loading: false, ...closing });
  };
  try {
    const { content, name: given } = await receive(call, (bytes) => {
      const size = fileSize(bytes, i18next.language);
      notifications.update({ id, ...running, message: i18next.t('download.received', { size }) });
    });
    const file = given ?? name;
    saveFile(content, file);
    finish('green', i18next.t('download.saved', { file }), CLOSE_AFTER_MS);
  } catch (error) {
    const unknown = error instanceof Problem && error.status === 0 ? 'failed.offline' : 'failed.unexpected';
    const message = (error instanceof Problem && error.message) || i18next.t(unknown);
    finish('red', message, 2 * CLOSE_AFTER_MS);
  }
}
