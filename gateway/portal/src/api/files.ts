import { queryOptions } from '@tanstack/react-query';
import i18next from 'i18next';
import { api, id, ok, type Answer, type Schemas } from './client';
import { Problem } from './problem';
import { session } from './session';

export type StoredFile = Schemas['document.File'];

export const fileQuery = (name: string) =>
  queryOptions({
    queryKey: ['file', name],
    staleTime: Infinity,
    queryFn: () => ok(api.GET('/v1/files/{file}', { params: { path: { file: id(name) } } })),
  });

export function downloadUrl(file: string): string {
  return `/v1/files/${id(file)}:download`;
}

/** Sends a file and reports how much of it is sent, from 0 to 1. Throws Problem. */
export function upload(
  file: File,
  onProgress: (share: number) => void,
  stopped?: AbortSignal,
): Promise<StoredFile> {
  return new Promise((resolve, reject) => {
    // fetch does not report how much is sent.
    const request = new XMLHttpRequest();
    request.open('POST', `/v1/files:upload?displayName=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Accept-Language', i18next.language);
    request.setRequestHeader('X-CSRF-Token', session.csrfToken());
    request.setRequestHeader('Idempotency-Key', crypto.randomUUID());
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => {
      onProgress(total ? loaded / total : 0);
    };
    request.onload = () => {
      if (request.status === 401) session.end();
      const body = json(request.responseText);
      if (request.status === 200) resolve(body as StoredFile);
      else reject(Problem.of(request.status, body));
    };
    request.onerror = () => {
      reject(Problem.offline(undefined));
    };
    request.onabort = () => {
      reject(Problem.offline(stopped?.reason));
    };
    stopped?.addEventListener('abort', () => {
      request.abort();
    });
    request.send(file);
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Received {
  content: Blob;
  /** The name that the server gives the file. */
  name: string | undefined;
}

/**
 * Receives a file that the API makes, and reports how many bytes have come and how many there are (0 if unknown).
 * Throws Problem.
 */
export async function receive(
  call: Promise<Answer<unknown>>,
  onProgress: (bytes: number, length: number) => void,
): Promise<Received> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw Problem.offline(cause);
  });
  if (!response.ok || !data) throw Problem.of(response.status, error);
  const length = Number(response.headers.get('Content-Length') ?? 0);
  const pieces: BlobPart[] = [];
  let bytes = 0;
  const reader = (data as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw Problem.offline(cause);
    });
    if (done) break;
    pieces.push(value);
    bytes += value.length;
    onProgress(bytes, length);
  }
  const content = new Blob(pieces, { type: response.headers.get('Content-Type') ?? '' });
  return { content, name: fileName(response.headers.get('Content-Disposition') ?? '') };
}

/** The file's name in a Content-Disposition header (RFC 6266). */
export function fileName(disposition: string): string | undefined {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  if (encoded) return decodeURIComponent(encoded);
  return /filename="?([^";]+)"?/i.exec(disposition)?.[1];
}

/** Hands a received file to the browser's downloads. */
export function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser needs the address until the download has begun.
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 60_000);
}
