import { describe, expect, it } from '@jest/globals';
import { Failure, codeOf } from '@switchback/failure';
import { asDatabaseFailure } from './database-failure.ts';

const coded = (code: string, more: object = {}) => Object.assign(new Error('x'), { code, ...more });

describe('asDatabaseFailure', () => {
  it.each([
    ['a refused connection', coded('ECONNREFUSED')],
    ['several of them', new AggregateError([coded('ECONNREFUSED')])],
    ['a server that shuts down', coded('57P01')],
    ['a connection exception', coded('08006')],
    ['Prisma without a server', coded('P1001')],
    [
      'a raw query of Prisma',
      coded('P2010', { meta: { driverAdapterError: { cause: { kind: 'DatabaseNotReachable' } } } }),
    ],
    ['a cause that says so', new Error('x', { cause: coded('53300') })],
  ])('reads %s as the database being away', (_, error) => {
    expect(codeOf(asDatabaseFailure(error))).toBe('DATABASE_UNAVAILABLE');
  });

  it.each([
    ['a failure', new Failure('VENDOR_AUTH', { cause: coded('ECONNREFUSED') })],
    ['a constraint', coded('23505')],
    ['another error', new TypeError('x')],
    ['no error at all', 'text'],
  ])('leaves %s as it is', (_, error) => {
    expect(asDatabaseFailure(error)).toBe(error);
  });
});
