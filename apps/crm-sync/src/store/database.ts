import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';

/** A client, or the transaction that is open. */
export type Db = PrismaClient | Prisma.TransactionClient;

export interface TaskRef {
  readonly connection: string;
  readonly taskId: string;
}
