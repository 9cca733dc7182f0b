import { headerNames, readSessionEventLabel, topics, vendorEventName, vendorEventType } from '@switchback/contracts';
import type { OutgoingRecord, SessionEventLabel } from '@switchback/contracts';
import type { Endpoint } from './endpoints.ts';
import type { VerifiedRequest } from './verify-signature.ts';

const parseObject = (body: Buffer): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
};

/** Flat events carry the session's id as `id`; nested ones (planned, and those before June 2026) as `data.sessionId`. */
const sessionIdOf = (body: Record<string, unknown>, event: SessionEventLabel | undefined): string | undefined => {
  const { data } = body as { data?: { sessionId?: unknown } };
  if (typeof body.eventType !== 'string' && typeof data?.sessionId === 'string' && data.sessionId !== '')
    return data.sessionId;
  return event?.id;
};

const isInstant = (text: string | null | undefined): text is string =>
  typeof text === 'string' && !Number.isNaN(Date.parse(text));

/** `endedAt` for an ended session, `createdAt` for a created one, else when the webhook was signed. */
const timeOf = (name: string | undefined, event: SessionEventLabel | undefined, timestamp: number): string => {
  const stated = name === 'session.ended' ? event?.endedAt : name === 'session.created' ? event?.createdAt : undefined;
  return isInstant(stated) ? stated : new Date(timestamp * 1_000).toISOString();
};

interface Subject {
  readonly name: string | undefined;
  readonly sessionId: string | undefined;
  readonly time: string;
  readonly receivedAt: Date;
}

/** Copied and filled in: an object built from computed keys costs ten times as much. */
const blank: Record<string, string> = Object.fromEntries(
  [
    headerNames.specVersion,
    headerNames.id,
    headerNames.source,
    headerNames.organization,
    headerNames.type,
    headerNames.time,
    headerNames.contentType,
    headerNames.svixId,
    headerNames.svixTimestamp,
    headerNames.svixSignature,
    headerNames.receivedAt,
  ].map((name) => [name, '']),
);

const headersOf = (
  { id, timestamp, signature }: VerifiedRequest,
  endpoint: Pick<Endpoint, 'name' | 'organization'>,
  { name, sessionId, time, receivedAt }: Subject,
): Record<string, string> => {
  const headers = { ...blank };
  headers[headerNames.specVersion] = '1.0';
  headers[headerNames.id] = id;
  headers[headerNames.source] = `/webhooks/agntix/${endpoint.name}`;
  headers[headerNames.organization] = endpoint.organization;
  headers[headerNames.type] = vendorEventType(name);
  headers[headerNames.time] = time;
  headers[headerNames.contentType] = 'application/json';
  headers[headerNames.svixId] = id;
  headers[headerNames.svixTimestamp] = String(timestamp);
  headers[headerNames.svixSignature] = signature;
  headers[headerNames.receivedAt] = receivedAt.toISOString();
  if (sessionId !== undefined) headers[headerNames.subject] = sessionId;
  return headers;
};

/**
 * The record of a verified webhook: its exact bytes, keyed by session. An unknown event type is published like any
 * other; what is not a JSON object with a usable id goes to quarantine, so nothing verified is lost.
 */
export const toRecord = (
  request: VerifiedRequest,
  endpoint: Pick<Endpoint, 'name' | 'organization'>,
  receivedAt: Date,
): OutgoingRecord => {
  const body = parseObject(request.body);
  const event = body && readSessionEventLabel(body);
  const sessionId = body && sessionIdOf(body, event);
  const usable = body && sessionId !== undefined;
  const name = usable ? vendorEventName(body) : undefined;
  const time = timeOf(name, event, request.timestamp);
  return {
    topic: usable ? topics.sessionEvents.name : topics.webhookQuarantine.name,
    key: usable ? sessionId : request.id,
    value: request.body,
    headers: headersOf(request, endpoint, { name, sessionId, time, receivedAt }),
  };
};
