interface Described {
  reason?: string;
  detail?: string;
  title?: string;
  requestId?: string;
  metadata?: Record<string, string>;
  errors?: { field: string; description: string }[];
}

/** Why a call failed (RFC 9457); `message` is for people, in the language of the request. */
export class Problem extends Error {
  readonly status: number;
  readonly reason: string;
  readonly requestId: string;
  readonly metadata: Record<string, string>;
  /** What is wrong with each field of the request. */
  readonly fields: Record<string, string>;

  private constructor(status: number, described: Described, cause?: unknown) {
    super(described.detail ?? described.title ?? '', { cause });
    this.status = status;
    this.reason = described.reason ?? '';
    this.requestId = described.requestId ?? '';
    this.metadata = described.metadata ?? {};
    this.fields = Object.fromEntries(
      (described.errors ?? []).map((error) => [error.field, error.description]),
    );
  }

  static of(status: number, body: unknown): Problem {
    return new Problem(status, typeof body === 'object' && body !== null ? body : {});
  }

  /** The server was not reached; the change may or may not have happened. */
  static offline(cause: unknown): Problem {
    return new Problem(0, { reason: 'OFFLINE' }, cause);
  }

  get stale(): boolean {
    return this.reason === 'ETAG_MISMATCH';
  }

  /** Whether the same call may succeed later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 503 || this.status === 504;
  }
}
