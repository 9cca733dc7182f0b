import { cleanBody } from '../clean-body.ts';
import { readText } from '../read-path.ts';

/** One utterance. `role` is upper case: USER, ASSISTANT, SYSTEM, TOOL or what the vendor adds. */
export interface Message {
  readonly id: string | null;
  readonly role: string;
  readonly content: string;
  readonly createdAt: string | null;
  /** As the vendor sent it, cleaned for storing; tool payloads are only here. */
  readonly raw: unknown;
}

/** Never throws: what a message does not say is null or empty. */
export const messageOf = (body: unknown): Message => {
  const raw = cleanBody(body);
  return {
    id: readText(raw, 'id') ?? null,
    role: readText(raw, 'role')?.toUpperCase() ?? 'UNKNOWN',
    content: readText(raw, 'content') ?? '',
    createdAt: readText(raw, 'createdAt') ?? null,
    raw,
  };
};

/** What makes two messages the same. */
export const keyOf = ({ id, createdAt, role, content }: Message): string =>
  id ?? JSON.stringify([createdAt, role, content]);
