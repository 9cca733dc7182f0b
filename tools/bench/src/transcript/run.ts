import type { RunArea } from '../area.ts';
import { longTranscript } from './long-transcript.ts';
import { underALimit } from './under-a-limit.ts';

/** Two replicas under a vendor's limit, and memory for the longest transcripts. */
export const run: RunArea = async (options) => [...(await longTranscript(options)), ...(await underALimit(options))];
