import { createHash, randomUUID } from 'node:crypto';
import type { Message } from '@switchback/agntix-client';
import type { Database } from '@switchback/persistence';
import { canonicalJson } from '../complete/canonical-json.ts';
import type { SessionRef } from '../session-ref.ts';

/** What is known of a transcript without its text. */
export interface TranscriptFacts {
  readonly version: string;
  readonly sha256: string;
  readonly messageCount: number;
  readonly textLength: number;
  /** The other side said or wrote something. */
  readonly userSpoke: boolean;
}

export type Query = (sql: string, values: unknown[]) => Promise<unknown>;

const PART_BYTES = 262_144;
const INSERT = `INSERT INTO transcript_part (organization, session_id, version, seq, messages) VALUES ($1, $2, $3, $4, $5::jsonb)`;

/**
 * Takes messages as they arrive and keeps no more of them in memory than one part; full parts go to the database under
 * a version that counts only once the session's transcript names it.
 */
export class TranscriptSpool {
  readonly #pool: Database['pool'];
  readonly #ref: SessionRef;
  readonly #version = randomUUID();
  readonly #hash = createHash('sha256').update('[');
  #part: string[] = [];
  #partBytes = 0;
  #seq = 0;
  #messageCount = 0;
  #textLength = 0;
  #userSpoke = false;

  constructor(pool: Database['pool'], ref: SessionRef) {
    this.#pool = pool;
    this.#ref = ref;
  }

  async add(messages: readonly Message[]): Promise<void> {
    for (const message of messages) {
      const text = canonicalJson(message);
      this.#hash.update(this.#messageCount === 0 ? text : `,${text}`);
      this.#messageCount += 1;
      this.#textLength += message.content.length;
      this.#userSpoke ||= message.role === 'USER' && message.content.trim() !== '';
      this.#part.push(text);
      this.#partBytes += text.length;
      if (this.#partBytes >= PART_BYTES) await this.#flush((sql, values) => this.#pool.query(sql, values));
    }
  }

  /** Call once, after the last message. */
  facts(): TranscriptFacts {
    return {
      version: this.#version,
      sha256: this.#hash.update(']').digest('hex'),
      messageCount: this.#messageCount,
      textLength: this.#textLength,
      userSpoke: this.#userSpoke,
    };
  }

  /** Writes what is still in memory, in the transaction that makes the version count. */
  async finish(query: Query): Promise<void> {
    await this.#flush(query);
  }

  /** Removes parts that are already in the database: the version will not count. */
  async discard(query: Query): Promise<void> {
    this.#part = [];
    if (this.#seq === 0) return;
    const { organization, sessionId } = this.#ref;
    const sql = 'DELETE FROM transcript_part WHERE organization = $1 AND session_id = $2 AND version = $3';
    await query(sql, [organization, sessionId, this.#version]);
  }

  async #flush(query: Query): Promise<void> {
    if (this.#part.length === 0) return;
    const { organization, sessionId } = this.#ref;
    const messages = `[${this.#part.join(',')}]`;
    this.#part = [];
    this.#partBytes = 0;
    await query(INSERT, [organization, sessionId, this.#version, this.#seq++, messages]);
  }
}
