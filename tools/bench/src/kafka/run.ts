import type { RunArea } from '../area.ts';
import { run as consumer } from '../kafka-consumer/run.ts';
import { run as producer } from '../kafka-producer/run.ts';

/** Both halves of libs/kafka. */
export const run: RunArea = async (options) => [...(await producer(options)), ...(await consumer(options))];
