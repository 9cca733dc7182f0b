import type { CallScript } from '../calls/script.ts';

/** One session as the double knows it. */
export interface Session {
  readonly id: string;
  readonly type: 'VOICE' | 'CHAT';
  readonly platform: string;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  readonly agentId: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  /** The hard limit of a call that was started. */
  readonly ttlSeconds: number | undefined;
  readonly script: CallScript;
  endedAt?: Date;
  /** The limit ended it. */
  cutShort?: boolean;
}

export const dashboardLink = (id: string): string => `https://app.agntix.ai/en/logs-history?opened=${id}`;

/** Whether the API knows it already. */
export const isReadable = ({ createdAt, script }: Session, now = Date.now()): boolean =>
  now - createdAt.getTime() >= script.detailLateMs;

/** How many of `count` things can be read by now, when they come late and in parts. */
export const visible = (
  count: number,
  { lateMs, parts }: { lateMs: number; parts: number },
  { endedAt }: Session,
): number => {
  if (lateMs === 0) return count;
  if (!endedAt) return 0;
  const steps = Math.min(parts, Math.floor((Date.now() - endedAt.getTime()) / lateMs));
  return Math.ceil((count * steps) / parts);
};
