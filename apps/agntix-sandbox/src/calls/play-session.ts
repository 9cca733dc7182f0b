import { createdEvent, endedEvent } from '../sessions/wire-shapes.ts';
import type { Session } from '../sessions/session.ts';
import type { CallScript } from './script.ts';

export interface Stage {
  /** Resolves when the delivery has succeeded or was given up. */
  readonly deliver: (body: unknown, options: { duplicate: boolean }) => Promise<void>;
  readonly wait: (ms: number) => Promise<void>;
  readonly now: () => Date;
}

/** Plays one session to its end: two webhooks, in the order and number that the script asks for. */
export const playSession = async (
  session: Session,
  script: CallScript & { callMs: number },
  stage: Stage,
): Promise<void> => {
  const send = (body: unknown) => stage.deliver(body, { duplicate: script.duplicate });
  const created = createdEvent(session);
  const early = script.endedFirst ? undefined : send(created);
  await stage.wait(script.callMs);
  session.endedAt = new Date(Math.max(stage.now().getTime(), session.createdAt.getTime() + 1));
  const ended = send(endedEvent(session));
  if (script.endedFirst) {
    await ended;
    await send(created);
  }
  await Promise.all([early, ended]);
};
