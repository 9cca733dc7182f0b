/** The transcript service refused, or could not be reached (`status` is then undefined). Names no person and no token. */
export class TranscriptApiError extends Error {
  override readonly name = 'TranscriptApiError';
  readonly status: number | undefined;

  constructor(message: string, { status, cause }: { status?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.status = status;
  }
}
