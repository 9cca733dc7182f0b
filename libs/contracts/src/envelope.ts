import { headerNames } from './headers.ts';

/** What the headers say of an event, whatever its body. */
export interface Envelope {
  /** Of one event always the same, also when it is published or delivered again: recognises duplicates. */
  readonly eventId: string;
  readonly eventType: string;
  readonly organization: string;
  /** What the event is about; events of one subject come in order. */
  readonly subject: string;
}

/** The envelope, or undefined where a header that it needs is missing. */
export const readEnvelope = ({
  key,
  headers,
}: {
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
}): Envelope | undefined => {
  const {
    [headerNames.id]: eventId,
    [headerNames.type]: eventType,
    [headerNames.organization]: organization,
  } = headers;
  const subject = headers[headerNames.subject] ?? key;
  if (eventId === undefined || eventType === undefined || organization === undefined || subject === null)
    return undefined;
  return { eventId, eventType, organization, subject };
};
