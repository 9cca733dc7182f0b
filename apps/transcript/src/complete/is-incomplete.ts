import { isEmpty } from '@switchback/agntix-client';
import type { NormalizedSession } from '@switchback/agntix-client';
import type { Outcome } from '../outcome/decide-outcome.ts';

const hasAnalysis = ({ summary, intent, resolution, sentiment, extractedData }: NormalizedSession): boolean =>
  ![summary, intent, resolution, sentiment, extractedData].every(isEmpty);

/**
 * Whether reading again may tell more: an open outcome, a conversation without transcript or analysis, or fewer messages
 * than the vendor counts.
 */
export const isIncomplete = (outcome: Outcome, session: NormalizedSession, messageCount: number): boolean =>
  !outcome.final ||
  (outcome.value === 'connected' && (messageCount === 0 || !hasAnalysis(session))) ||
  (session.messageCount ?? 0) > messageCount;
