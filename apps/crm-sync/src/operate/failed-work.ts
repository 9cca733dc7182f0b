import { scheduleLook } from '../correlate/schedule-look.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

export interface FailedSelection {
  readonly connections: readonly string[];
  readonly code?: string | undefined;
  readonly taskId?: string | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

/** An effect that was refused for good (`dead`), or whose end is not known (`uncertain`). */
export interface FailedEffect {
  readonly connection: string;
  readonly taskId: string;
  readonly sessionId: string;
  readonly effect: string;
  readonly state: 'dead' | 'uncertain';
  readonly code: string | null;
  readonly attempts: number;
  readonly at: Date;
}

const MOST = 1_000;

const matching = ({ connections, code, taskId, since, until }: FailedSelection): Prisma.Sql =>
  Prisma.sql`connection = ANY(${[...connections]})
    AND (${code ?? null}::text IS NULL OR last_error_code = ${code ?? null})
    AND (${taskId ?? null}::text IS NULL OR task_id = ${taskId ?? null})
    AND (${since ?? null}::timestamptz IS NULL OR updated_at >= ${since ?? null})
    AND (${until ?? null}::timestamptz IS NULL OR updated_at < ${until ?? null})`;

/** Up to 1,000 of them, the oldest first. */
export const listFailed = (prisma: PrismaClient, selection: FailedSelection): Promise<FailedEffect[]> =>
  prisma.$queryRaw<FailedEffect[]>`
    SELECT connection, task_id AS "taskId", session_id AS "sessionId", effect_key AS effect, state,
      last_error_code AS code, attempts, updated_at AS at
    FROM effect WHERE state IN ('dead', 'uncertain') AND ${matching(selection)} ORDER BY updated_at LIMIT ${MOST}`;

/** Has refused effects tried again: their tasks are looked at now. Gives what was, or would be, retried. */
export const retryFailed = async (
  prisma: PrismaClient,
  selection: FailedSelection & { readonly isDryRun: boolean },
): Promise<FailedEffect[]> =>
  prisma.$transaction(async (tx) => {
    const failed = await tx.$queryRaw<FailedEffect[]>`
      SELECT connection, task_id AS "taskId", session_id AS "sessionId", effect_key AS effect, state,
        last_error_code AS code, attempts, updated_at AS at
      FROM effect WHERE state = 'dead' AND ${matching(selection)} ORDER BY updated_at LIMIT ${MOST} FOR UPDATE`;
    if (selection.isDryRun) return failed;
    for (const { connection, taskId, effect } of failed) {
      await tx.$executeRaw`
        UPDATE effect SET state = 'refused', updated_at = now()
        WHERE connection = ${connection} AND task_id = ${taskId} AND effect_key = ${effect}`;
      await scheduleLook(tx, { connection, taskId }, 'retried by an operator');
    }
    return failed;
  });
