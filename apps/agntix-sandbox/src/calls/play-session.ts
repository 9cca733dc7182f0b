import { createdEvent, endedEvent } from '../sessions/events.ts';
import type { Session } from '../sessions/session.ts';

export interface Stage {
  /** Resolves when the delivery has succeeded or was given up. */
  readonly deliver: (body: unknown, options: { duplicate: boolean }) => Promise<void>;
  readonly wait: (ms: number) => Promise<void>;
}

/** How long a call goes on; its `ttl` cuts it. */
const lengthOf = ({ ttlSeconds, script }: Session, usual: number): { ms: number; cut: boolean } => {
  const wanted = script.callMs ?? usual;
  const limit = ttlSeconds === undefined ? Infinity : ttlSeconds * 1_000;
  return { ms: Math.min(wanted, limit), cut: wanted > limit };
};

/** Ends the session, once, and sends `session.ended`. */
export const endSession = async (session: Session, { deliver }: Stage): Promise<void> => {
  if (session.endedAt) return;
  session.endedAt = new Date(Math.max(Date.now(), session.createdAt.getTime() + 1));
  const { drop, duplicate } = session.script;
  if (!drop.includes('ended')) await deliver(endedEvent(session), { duplicate });
};

/** Plays one session to its end: its webhooks, in the order and number that the script asks for. */
export const playSession = async (session: Session, stage: Stage, usualMs: number): Promise<void> => {
  const { drop, duplicate, endedFirst, stuck } = session.script;
  const created = async () => {
    if (!drop.includes('created')) await stage.deliver(createdEvent(session), { duplicate });
  };
  const ended = async () => {
    if (stuck) return;
    const { ms, cut } = lengthOf(session, usualMs);
    await stage.wait(ms);
    session.cutShort = cut;
    await endSession(session, stage);
  };
  if (endedFirst) {
    await ended();
    await created();
  } else {
    // Together, so that neither fails unheard when the double stops in the middle of both.
    await Promise.all([created(), ended()]);
  }
};
