import type { Sql } from '@switchback/persistence';

/** The database, or the transaction that is open. */
export type Db = Sql;

export interface TaskRef {
  readonly connection: string;
  readonly taskId: string;
}
