import { BaseRpcContext } from '@nestjs/microservices';
import type { ConsumedRecord } from '../consumed-record.ts';

/** What a handler gets by `@Ctx()`. */
export class KafkaContext extends BaseRpcContext<[ConsumedRecord, AbortSignal, number]> {
  get record(): ConsumedRecord {
    return this.args[0];
  }

  /** Aborted when the attempt's time is over or the service stops. */
  get signal(): AbortSignal {
    return this.args[1];
  }

  /** 1 for the first attempt. */
  get attempt(): number {
    return this.args[2];
  }
}
