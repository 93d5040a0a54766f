import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { Problem } from '@/api/problem';

interface Answer {
  data?: ReadableStream<Uint8Array> | null;
  error?: unknown;
  response: Response;
}

const CLOSED_AFTER = 6_000;

/**
 * Saves what the API answers as a file, with a note that says how much has come. It goes on while the person goes
 * elsewhere; `name` is used if the server gives none.
 */
export async function download(title: string, name: string, asked: Promise<Answer>): Promise<void> {
  const id = notifications.show({
    title,
    message: '',
    loading: true,
    autoClose: false,
    withCloseButton: false,
  });
  const end = (color: string, message: string) => {
    notifications.update({
      id,
      title,
      message,
      color,
      loading: false,
      withCloseButton: true,
      autoClose: color === 'red' ? 2 * CLOSED_AFTER : CLOSED_AFTER,
    });
  };
  try {
    const { data, error, response } = await asked;
    if (!response.ok || !data) throw Problem.of(response.status, error);
    const pieces = await received(data, (bytes) => {
      notifications.update({
        id,
        title,
        message: i18next.t('download.received', { size: size(bytes) }),
        loading: true,
        autoClose: false,
        withCloseButton: false,
      });
    });
    const file = nameOf(response) ?? name;
    save(new Blob(pieces, { type: response.headers.get('Content-Type') ?? '' }), file);
    end('green', i18next.t('download.saved', { file }));
  } catch (error) {
    const said = error instanceof Problem ? error.message : i18next.t('failed.offline');
    end('red', said || i18next.t('failed.unexpected'));
  }
}

async function received(stream: ReadableStream<Uint8Array>, tell: (bytes: number) => void) {
  const pieces: BlobPart[] = [];
  let bytes = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return pieces;
    pieces.push(value as Uint8Array<ArrayBuffer>);
    bytes += value.length;
    tell(bytes);
  }
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 60_000);
}

/** The file's name as the server says it (RFC 6266). */
function nameOf(response: Response): string | undefined {
  const said = response.headers.get('Content-Disposition') ?? '';
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(said)?.[1];
  if (encoded) return decodeURIComponent(encoded);
  return /filename="?([^";]+)"?/i.exec(said)?.[1];
}

function size(bytes: number): string {
  const units = new Intl.NumberFormat(i18next.language, { maximumFractionDigits: 1 });
  return bytes < 1_000_000
    ? `${units.format(Math.ceil(bytes / 1000))} kB`
    : `${units.format(bytes / 1e6)} MB`;
}
