import type { CrmConnector } from '@switchback/crm';
import type { Presentation } from '@switchback/crm-mapping';
import type { Logger } from '@switchback/observability';
import type { SqlDatabase } from '@switchback/persistence';

/** What applying a task needs. */
export interface ApplyPorts {
  readonly db: SqlDatabase;
  readonly connectors: ReadonlyMap<string, CrmConnector>;
  /** How calls appear, by connection. */
  readonly presentations: ReadonlyMap<string, Presentation>;
  /** How long the CRM may take to commit a request whose answer we did not get. */
  readonly settleMs: number;
  /** How long a writer may be silent before another takes its task over. */
  readonly leaseMs: number;
  readonly logger: Logger;
  /** The text of a session's transcript; undefined where there is none any more. */
  readonly readTranscript: (sessionId: string) => Promise<string | undefined>;
  /** Called after a commit that left a row in the outbox. */
  readonly wakeRelay: () => void;
}
