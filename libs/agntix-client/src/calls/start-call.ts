import { Failure } from '@switchback/failure';
import type { FailureCode } from '@switchback/failure';
import type { VendorApi } from '../http/vendor-api.ts';
import { readText } from '../read-path.ts';
import { variableFault } from './variable-fault.ts';

export interface StartCall {
  readonly phoneNumberId: string;
  /** E.164. */
  readonly toPhoneNumber: string;
  readonly agentId: string;
  /** Hard limit of the call in seconds. */
  readonly ttl: number;
  readonly sessionVariables: Readonly<Record<string, string>>;
}

// The request surely never ran: no name, no connection, no TLS session.
const NEVER_SENT = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

const startFailure = (common: FailureCode, { status, errorCode }: { status?: number; errorCode?: string }) => {
  if (errorCode !== undefined) return NEVER_SENT.has(errorCode) ? common : 'CALL_START_UNCERTAIN';
  if (status === 404) return 'VENDOR_REJECTED';
  return common === 'VENDOR_UNAVAILABLE' ? 'CALL_START_UNCERTAIN' : common;
};

/**
 * Dials once. There is no idempotency key, so whatever leaves open whether the call was started (a timeout, a reset, 5xx,
 * an answer without a session id) is `CALL_START_UNCERTAIN`, and nothing is ever sent again.
 */
export const startCall = async (
  api: VendorApi,
  call: StartCall,
  signal: AbortSignal,
): Promise<{ sessionId: string }> => {
  if (!Number.isInteger(call.ttl) || call.ttl <= 0)
    throw new Failure('VENDOR_REJECTED', { detail: 'the ttl of a call is a positive number of seconds' });
  const fault = variableFault(call.sessionVariables);
  if (fault !== undefined) throw new Failure('VENDOR_REJECTED', { detail: `session variables: ${fault}` });
  const body = await api.send({
    method: 'POST',
    route: 'startCall',
    id: call.phoneNumberId,
    body: {
      to_phone_number: call.toPhoneNumber,
      agent_id: call.agentId,
      ttl: call.ttl,
      session_variables: call.sessionVariables,
    },
    signal,
    // Nothing was dialled where the path does not exist; 410 does not say so.
    switchOn: [404, 405],
    failureOf: startFailure,
  });
  const sessionId = readText(body, 'sessionId', 'session_id');
  if (sessionId !== undefined) return { sessionId };
  throw new Failure('CALL_START_UNCERTAIN', { detail: 'POST startCall: the answer names no session' });
};
