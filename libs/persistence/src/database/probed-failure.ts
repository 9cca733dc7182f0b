import { Failure } from '@switchback/failure';
import type { Pool } from 'pg';
import { asDatabaseFailure } from './database-failure.ts';

/**
 * `asDatabaseFailure`, and where the error says nothing by code: asks the database. pg gives no code when a connection
 * breaks in the middle of a query or none gets free in time. Never rejects; may take as long as a connection may.
 */
export const probedDatabaseFailure = async (pool: Pool, error: unknown): Promise<unknown> => {
  const failure = asDatabaseFailure(error);
  if (failure instanceof Failure) return failure;
  try {
    await pool.query('SELECT 1');
    return error;
  } catch {
    return new Failure('DATABASE_UNAVAILABLE', { cause: error });
  }
};
