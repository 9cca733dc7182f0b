import { BaseRpcContext } from '@nestjs/microservices';
import type { ConsumedRecord } from '../consumed-record.ts';
import type { AttemptSignal } from './attempt-signal.ts';

/** What a handler gets by `@Ctx()`. */
export class KafkaContext extends BaseRpcContext<[ConsumedRecord, AttemptSignal, number]> {
  get record(): ConsumedRecord {
    return this.args[0];
  }

  /** Aborted when the attempt's time is over or the service stops. */
  get signal(): AbortSignal {
    return this.args[1].signal;
  }

  /** 1 for the first attempt. */
  get attempt(): number {
    return this.args[2];
  }
}
