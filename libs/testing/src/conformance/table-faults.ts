import type { Database } from '@switchback/persistence';

/** Where a consumer's effect is written: its table and the column that holds the subject. */
export interface EffectTable {
  readonly table: string;
  readonly column: string;
}

const trigger = ({ table, column }: EffectTable) => `
  CREATE TABLE IF NOT EXISTS conformance_fault (subject text PRIMARY KEY);
  CREATE OR REPLACE FUNCTION conformance_fault() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT 1 FROM conformance_fault WHERE subject = NEW."${column}") THEN
      RAISE EXCEPTION 'conformance fault';
    END IF;
    RETURN NEW;
  END $$;
  CREATE OR REPLACE TRIGGER conformance_fault BEFORE INSERT OR UPDATE ON "${table}"
    FOR EACH ROW EXECUTE FUNCTION conformance_fault();`;

/** `fail` of a harness whose effect is a row: writing the subject's row raises an error until it is healed. */
export const tableFaults = async (
  { pool }: Database,
  where: EffectTable,
): Promise<(subject: string) => Promise<() => Promise<void>>> => {
  await pool.query(trigger(where));
  return async (subject) => {
    await pool.query('INSERT INTO conformance_fault VALUES ($1)', [subject]);
    return async () => {
      await pool.query('DELETE FROM conformance_fault WHERE subject = $1', [subject]);
    };
  };
};
