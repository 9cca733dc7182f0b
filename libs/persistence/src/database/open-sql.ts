import { createHash } from 'node:crypto';
import { types } from 'pg';
import type { CustomTypesConfig, Pool, PoolClient, QueryConfig, QueryResult } from 'pg';

/**
 * Statements as templates: what stands between `${` and `}` becomes a parameter, never text. Each statement is prepared
 * once per connection. `int8` comes as a bigint.
 */
export interface Sql {
  /** The rows that a statement gives. */
  rows<Row>(text: TemplateStringsArray, ...values: unknown[]): Promise<Row[]>;
  /** How many rows a statement changed. */
  run(text: TemplateStringsArray, ...values: unknown[]): Promise<number>;
  /** For a text that is put together from constants, with `$1` and so on in it. */
  query(text: string, values: readonly unknown[]): Promise<QueryResult>;
}

export interface SqlDatabase extends Sql {
  /** One transaction on one connection: committed when `work` resolves, rolled back when it rejects. */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
}

const parsers: CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === types.builtins.INT8 ? (text: string) => BigInt(text) : (types.getTypeParser(oid, format) as unknown),
};

interface Statement {
  readonly name: string;
  readonly text: string;
}

// Both are bounded by the program's own text: no value is ever part of a statement.
const byText = new Map<string, Statement>();
const byTemplate = new WeakMap<TemplateStringsArray, Statement>();

const statementOf = (text: string): Statement => {
  const known = byText.get(text);
  if (known) return known;
  // PostgreSQL cuts names after 63 bytes.
  const statement = { name: createHash('sha256').update(text).digest('hex').slice(0, 32), text };
  byText.set(text, statement);
  return statement;
};

const statementIn = (template: TemplateStringsArray): Statement => {
  const known = byTemplate.get(template);
  if (known) return known;
  const text = template.reduce((before, part, index) => `${before}$${index}${part}`);
  const statement = statementOf(text);
  byTemplate.set(template, statement);
  return statement;
};

const sqlOn = (db: Pool | PoolClient): Sql => {
  const ask = (statement: Statement, values: readonly unknown[]): Promise<QueryResult> => {
    const config: QueryConfig = { ...statement, values: [...values], types: parsers };
    return db.query(config);
  };
  return {
    rows: async <Row>(text: TemplateStringsArray, ...values: unknown[]) =>
      (await ask(statementIn(text), values)).rows as Row[],
    run: async (text, ...values) => (await ask(statementIn(text), values)).rowCount ?? 0,
    query: (text, values) => ask(statementOf(text), values),
  };
};

const ignore = (): void => undefined;

const inTransaction = async <T>(pool: Pool, work: (tx: Sql) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  // A connection that breaks while it is ours rejects its query; the event alone must not end the process.
  client.on('error', ignore);
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(sqlOn(client));
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: unknown) => {
      broken = failure instanceof Error ? failure : new Error('the rollback failed');
    });
    throw error;
  } finally {
    client.off('error', ignore);
    client.release(broken);
  }
};

/** The pool's database for statements of one's own; shares its connections with everything else that uses the pool. */
export const openSql = (pool: Pool): SqlDatabase => ({
  ...sqlOn(pool),
  transaction: (work) => inTransaction(pool, work),
});
