import i18next from 'i18next';
import { Problem } from './problem';
import type { Schemas } from './client';
import { session } from './session';

export type StoredFile = Schemas['document.File'];

/** Sends a file and tells how much of it has gone, from 0 to 1. Throws Problem. */
export function upload(
  file: File,
  onProgress: (share: number) => void,
  stopped?: AbortSignal,
): Promise<StoredFile> {
  return new Promise((resolve, reject) => {
    // fetch cannot tell how much was sent.
    const request = new XMLHttpRequest();
    request.open('POST', `/v1/files:upload?displayName=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Accept-Language', i18next.language);
    request.setRequestHeader('X-CSRF-Token', session.csrfToken());
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
