import { logLevel } from 'kafkajs';
import type { LogEntry } from 'kafkajs';
import type { Logger } from '../logger.ts';

// kafkajs logs as errors what a group goes through in every rebalance and what a fresh broker answers for a moment; it
// retries all of them by itself.
const routine =
  /rebalanc|The group is rebalancing|coordinator is (loading|not available)|not the coordinator|does not host this topic|leadership election/i;

/** Hands kafkajs' log to ours. Only the text and the error's name go on: its other fields can hold keys. */
export const kafkaLogCreator =
  (logger: Logger) =>
  () =>
  ({ level, log }: LogEntry): void => {
    const text = typeof log.error === 'string' ? `${log.message}: ${log.error}` : log.message;
    const fields = { event: 'kafka.client' };
    if (level === logLevel.ERROR && !routine.test(text)) logger.warn(fields, `kafkajs: ${text}`);
    else logger.debug(fields, `kafkajs: ${text}`);
  };
