import { Pool } from 'pg';

/** One row for each time that a record was brought to its end by a member. */
export interface Entry {
  readonly id: number;
  readonly member: string;
  readonly key: string;
  readonly seq: number;
  readonly partition: number;
  readonly offset: number;
  readonly outcome: 'applied' | 'refused';
  /** When the member began, and when the row was written, by the machine's clock in milliseconds. */
  readonly begunAt: number;
  readonly writtenAt: number;
}

const SCHEMA = `CREATE TABLE entry (
  id bigserial PRIMARY KEY, member text NOT NULL, key text NOT NULL, seq integer NOT NULL, partition integer NOT NULL,
  "offset" bigint NOT NULL, outcome text NOT NULL, begun_at float8 NOT NULL,
  written_at float8 NOT NULL DEFAULT extract(epoch FROM clock_timestamp()) * 1000)`;
const WRITE = `INSERT INTO entry (member, key, seq, partition, "offset", outcome, begun_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`;
const READ = `SELECT id::int, member, key, seq, partition, "offset"::int, outcome, begun_at AS "begunAt",
  written_at AS "writtenAt" FROM entry ORDER BY id`;

/** What the members did, in PostgreSQL, so that it outlives each of them. */
export class Ledger {
  readonly #pool: Pool;

  constructor(databaseUrl: string) {
    this.#pool = new Pool({ connectionString: databaseUrl, max: 8 });
    // A connection that breaks while nobody uses it is replaced at the next query.
    this.#pool.on('error', () => undefined);
  }

  async create(): Promise<void> {
    await this.#pool.query(SCHEMA);
  }

  async write(entry: Omit<Entry, 'id' | 'writtenAt'>): Promise<void> {
    const { member, key, seq, partition, offset, outcome, begunAt } = entry;
    await this.#pool.query(WRITE, [member, key, seq, partition, offset, outcome, begunAt]);
  }

  /** Everything, in the order of writing. */
  async read(): Promise<Entry[]> {
    return (await this.#pool.query<Entry>(READ)).rows;
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}
