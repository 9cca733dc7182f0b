export { Failure, codeOf, dispositionOf } from './failure.ts';
export type { FailureOptions } from './failure.ts';
export { failures } from './failures.ts';
export type { Disposition, FailureCode } from './failures.ts';
