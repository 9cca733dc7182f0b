import { v5 } from 'uuid';

/** A record ready to be published. Headers are text; the value is sent byte for byte. */
export interface OutgoingRecord {
  /** Topic name without the configured prefix. */
  readonly topic: string;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

const NAMESPACE = '6f0f6f0e-6a7b-5d4c-9d43-7f1c1d6a2b10';

/**
 * The id of an event published from state: the same state always gives the same id, so a repeated publish is
 * recognised. UUIDv5 (RFC 9562) over topic, organization, subject and revision.
 */
export const eventId = (of: { topic: string; organization: string; subject: string; revision: number }): string =>
  v5(JSON.stringify([of.topic, of.organization, of.subject, of.revision]), NAMESPACE);
