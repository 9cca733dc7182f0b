import { isEmpty, readPath } from '../read-path.ts';
import type { NormalizedSession } from './normalized-session.ts';

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value.trim() : undefined);
const upper = (value: unknown): string | undefined => text(value)?.toUpperCase();
const lower = (value: unknown): string | undefined => text(value)?.toLowerCase();
const anything = (value: unknown): unknown => value;
const amount = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
const instant = (value: unknown): string | undefined => {
  const at = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
};
const record = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
const texts = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;

const inSession = (key: string): string[] => [key, `session.${key}`];
const inAnalysis = (key: string): string[] => [`analysis.${key}`, key];

interface Rule<T> {
  readonly paths: readonly string[];
  readonly read: (value: unknown) => T | undefined;
  readonly otherwise: T;
}
type Rules = { readonly [K in Exclude<keyof NormalizedSession, 'id'>]: Rule<NormalizedSession[K]> };

const textRule = (paths: readonly string[], read: (value: unknown) => string | undefined = text) => ({
  paths,
  read,
  otherwise: null,
});

// One row per field: where the vendor's shapes A (pages), B (v1) and C (v2) keep it, the first non-empty wins.
const rules: Rules = {
  type: textRule(inSession('type'), upper),
  platform: textRule(inSession('platform'), upper),
  direction: textRule(inSession('direction'), upper),
  state: textRule(inSession('state'), upper),
  agentId: textRule(['agentId', 'agent.id']),
  createdAt: textRule(inSession('createdAt'), instant),
  endedAt: textRule(inSession('endedAt'), instant),
  metadata: { paths: inSession('metadata'), read: record, otherwise: {} },
  variables: { paths: inSession('metadata').map((path) => `${path}.sessionVariables`), read: record, otherwise: {} },
  customerPhoneNumber: textRule(inSession('metadata').map((path) => `${path}.customerPhoneNumber`)),
  summary: textRule(['analysis.summary.summary', 'analysis.summary', 'summary']),
  keyPoints: { paths: ['analysis.summary.keyPoints'], read: texts, otherwise: [] },
  intent: { paths: inAnalysis('intent'), read: anything, otherwise: null },
  resolution: { paths: inAnalysis('resolution'), read: anything, otherwise: null },
  sentiment: { paths: inAnalysis('sentiment'), read: anything, otherwise: null },
  extractedData: {
    paths: ['analysis.extractedData', 'analysis.summary.extractedData', 'extractedData'],
    read: record,
    otherwise: {},
  },
  talkSeconds: {
    paths: ['metrics.callDurationSeconds', 'callDurationInSeconds', 'audio.durationSeconds'],
    read: amount,
    otherwise: null,
  },
  messageCount: { paths: ['metrics.messageCount'], read: amount, otherwise: null },
  callStatus: textRule(['callInfo.status'], lower),
  endedReason: textRule(['callInfo.endedReason', 'audio.endedReason', 'audioAnalytics.endedReason'], lower),
  audioUrl: textRule(['session.recordingUrl', 'audio.sourceUrl', 'audioAnalytics.audioUrl']),
  dashboardLink: textRule(['recordingUrl']),
};

const apply = <T>(body: unknown, { paths, read, otherwise }: Rule<T>): T => {
  for (const path of paths) {
    const value = read(readPath(body, path));
    if (!isEmpty(value)) return value as T;
  }
  return otherwise;
};

/**
 * Reads a session in any of the vendor's shapes, a webhook's body included. Fields of a wrong type count as unknown; it
 * never throws.
 */
export const normalizeSession = (id: string, body: unknown): NormalizedSession => ({
  id,
  ...(Object.fromEntries(
    Object.entries(rules).map(([field, rule]) => [field, apply(body, rule as Rule<unknown>)]),
  ) as unknown as Omit<NormalizedSession, 'id'>),
});
