import type { CrmConnector } from '@switchback/crm';
import type { Logger } from '@switchback/observability';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Statuses } from '../policy/policy.ts';

/** What applying a task needs. */
export interface ApplyPorts {
  readonly prisma: PrismaClient;
  readonly connectors: ReadonlyMap<string, CrmConnector>;
  readonly statuses: Statuses;
  /** How long the CRM may take to commit a request whose answer we did not get. */
  readonly settleMs: number;
  readonly logger: Logger;
  /** Called after a commit that left a row in the outbox. */
  readonly wakeRelay: () => void;
}
