import { z } from 'zod';

// Lenient by decision: open enums, everything optional but `id`, unknown keys kept. A wrong type of an optional field
// is read as absent, because one odd field must not cost the event.
const text = z.string().nullish().catch(undefined);
const record = z.record(z.string(), z.unknown()).nullish().catch(undefined);

const analysisSchema = z
  .looseObject({
    summary: z.unknown(),
    intent: z.unknown(),
    resolution: z.unknown(),
    sentiment: z.unknown(),
    extractedData: record,
  })
  .partial();

/** What Agntix sends by webhook for a session. `createdAt` is the start of the call in every event of it. */
export const sessionEventSchema = z.looseObject({
  id: z.string().min(1).max(255),
  eventType: text,
  type: text,
  platform: text,
  direction: text,
  state: text,
  agentId: text,
  createdAt: text,
  endedAt: text,
  metadata: z.looseObject({ customerPhoneNumber: text, sessionVariables: record }).nullish().catch(undefined),
  analysis: analysisSchema.nullish().catch(undefined),
  recordingUrl: text,
});
export type SessionEvent = z.output<typeof sessionEventSchema>;

/** The parsed event, or undefined where the bytes are not JSON or have no usable id. */
export const parseSessionEvent = (body: Uint8Array): SessionEvent | undefined => {
  try {
    return sessionEventSchema.safeParse(JSON.parse(Buffer.from(body).toString('utf8'))).data;
  } catch {
    return undefined;
  }
};

const labelSchema = sessionEventSchema.pick({ id: true, createdAt: true, endedAt: true }).strip();
export type SessionEventLabel = z.output<typeof labelSchema>;

/** Of a decoded body only what a record is labelled with, or undefined where it has no usable id. */
export const readSessionEventLabel = (body: unknown): SessionEventLabel | undefined => labelSchema.safeParse(body).data;

/** The name of a vendor's event: `eventType`, else `type` where it contains a dot; in a flat event `type` is VOICE or CHAT. */
export const vendorEventName = (body: { eventType?: unknown; type?: unknown }): string | undefined => {
  if (typeof body.eventType === 'string' && body.eventType !== '') return body.eventType;
  return typeof body.type === 'string' && body.type.includes('.') ? body.type : undefined;
};
