import { sessionEnrichedSchema, topics } from '@switchback/contracts';
import { readTopic } from '@switchback/kafka';
import type { connectKafka } from '@switchback/kafka';
import type { Pool } from 'pg';

/** One published enriched event. */
export interface Published {
  readonly sessionId: string;
  readonly revision: number;
  readonly value: string;
  readonly messageCount: number;
}

/** What the database has of one session. */
export interface Stored {
  readonly sessionId: string;
  readonly rows: number;
  /** Ids of its messages in order, parts joined; empty without a transcript. */
  readonly messageIds: readonly string[];
  readonly revision: number;
}

const STORED = `
  SELECT session_id AS "sessionId", count(*)::int AS rows, max(revision)::int AS revision,
    (SELECT coalesce(json_agg(message->>'id' ORDER BY part.seq, nr), '[]') FROM transcript
       JOIN transcript_part AS part USING (organization, session_id, version),
       jsonb_array_elements(part.messages) WITH ORDINALITY AS m(message, nr)
     WHERE transcript.session_id = enriched.session_id) AS "messageIds"
  FROM enriched JOIN session USING (organization, session_id) GROUP BY session_id`;

export const readStored = async (pool: Pool): Promise<Stored[]> => (await pool.query<Stored>(STORED)).rows;

/** In the order of their partitions. */
export const readPublished = async (kafka: ReturnType<typeof connectKafka>): Promise<Published[]> =>
  (await readTopic(kafka, topics.sessionEnriched.name)).map(({ value }) => {
    const text = value.toString();
    const { sessionId, revision, transcript } = sessionEnrichedSchema.parse(JSON.parse(text));
    return { sessionId, revision, value: text, messageCount: transcript?.messageCount ?? 0 };
  });

export const readDead = async (kafka: ReturnType<typeof connectKafka>): Promise<number> =>
  (await readTopic(kafka, `${topics.sessionEvents.name}.dead.transcript`)).length;

/** Looks at the revisions again and again; what it saw of each session, oldest first. */
export const watchRevisions = (pool: Pool) => {
  const seen = new Map<string, number[]>();
  let running = true;
  const watch = async () => {
    while (running) {
      const { rows } = await pool.query<{ id: string; revision: number }>(
        'SELECT session_id AS id, revision FROM enriched',
      );
      for (const { id, revision } of rows) {
        const before = seen.get(id) ?? [];
        if (before.at(-1) !== revision) seen.set(id, [...before, revision]);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  const watching = watch();
  return {
    stop: async () => {
      running = false;
      await watching;
      return seen;
    },
  };
};
