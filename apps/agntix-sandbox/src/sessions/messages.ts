import type { Session } from './session.ts';
import { visible } from './session.ts';

export interface Message {
  readonly id: string;
  readonly role: string;
  readonly content: string;
  readonly createdAt: string;
}

const conversation: readonly (readonly [string, string])[] = [
  ['ASSISTANT', 'Good morning, I am calling about your check-up.'],
  ['USER', 'Yes, go ahead.'],
  ['ASSISTANT', 'Would Thursday at ten suit you?'],
  ['USER', 'Thursday at ten is good for me.'],
];

/** A tool's turn has no text, as with the vendor. */
const madeUp = (index: number, textBytes: number): [string, string] => {
  if (index % 10 === 9) return ['TOOL', ''];
  const text = `${index % 2 === 0 ? 'Question' : 'Answer'} ${index + 1}.`;
  return [index % 2 === 0 ? 'ASSISTANT' : 'USER', text.padEnd(textBytes, ' and so on')];
};

/** How many there will be in the end. */
export const countOf = ({ script }: Session): number => {
  const { messages } = script.transcript;
  if (messages !== undefined) return typeof messages === 'number' ? messages : messages.length;
  return script.outcome === 'connected' ? conversation.length : 0;
};

const lineAt = ({ script }: Session, index: number): readonly [string, string] => {
  const { messages, textBytes } = script.transcript;
  if (messages === undefined) return conversation[index] ?? ['USER', ''];
  if (typeof messages === 'number') return madeUp(index, textBytes);
  const line = messages[index];
  return [line?.role ?? 'USER', line?.content ?? ''];
};

const messageAt = (session: Session, index: number): Message => {
  const [role, content] = lineAt(session, index);
  return {
    id: `msg_${session.id.slice(0, 8)}_${index + 1}`,
    role,
    content,
    createdAt: new Date(session.createdAt.getTime() + index).toISOString(),
  };
};

/** How many messages can be read by now; nobody speaks in a call that nobody answered, unless the script says so. */
export const messageCount = (session: Session): number => visible(countOf(session), session.script.transcript, session);

/** Those from `from` on, oldest first, at most `count`. Made on demand: a long transcript is never held. */
export const messagesOf = (session: Session, from: number, count: number): Message[] => {
  const length = Math.max(0, Math.min(count, messageCount(session) - from));
  return Array.from({ length }, (_, n) => messageAt(session, from + n));
};
