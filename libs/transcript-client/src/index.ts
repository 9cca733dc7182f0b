export { createTranscriptClient } from './transcript-client.ts';
export type { Erasure, TranscriptClient, TranscriptClientOptions } from './transcript-client.ts';
export { TranscriptApiError } from './transcript-api-error.ts';
export type { SessionRecord, TranscriptMessage } from './schemas.ts';
