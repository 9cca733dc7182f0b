import type { Prisma } from '../generated/prisma/client.ts';

/** For values that are JSON already, by how they came about; Prisma's type asks for an index signature. */
export const asJson = (value: unknown): Prisma.InputJsonValue => value as Prisma.InputJsonValue;
