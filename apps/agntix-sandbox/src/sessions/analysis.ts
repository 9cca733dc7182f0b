import type { Session } from './session.ts';
import { visible } from './session.ts';

/** The summary names the session, so that two calls can be told apart. */
const madeUp = ({ id }: Session): Record<string, unknown> => ({
  summary: `The customer accepted the appointment on Thursday at ten (call ${id.slice(0, 8)}).`,
  intent: {
    conversation: { intent: 'Appointment-Accepted', confidence: 0.87, explanation: 'Thursday at ten is fine.' },
  },
  resolution: {
    classification: 'RESOLVED',
    confidenceScore: 0.81,
    status: 'Booked',
    satisfiedChecklistItems: ['time_agreed'],
    evidence: [],
  },
  sentiment: { conversation: { sentiment: 'NEUTRAL', score: 0.15, detectedLanguage: 'en' } },
  extractedData: { appointmentAccepted: true, agreedDay: 'Thursday' },
});

const wholeAnalysis = (session: Session): Record<string, unknown> => {
  const { outcome, analysis } = session.script;
  if (analysis.value !== undefined) return analysis.value ?? {};
  return outcome === 'connected' ? madeUp(session) : {};
};

/** What of the analysis can be read by now, section by section; undefined where there is none, or none yet. */
export const analysisOf = (session: Session): Record<string, unknown> | undefined => {
  if (!session.endedAt) return undefined;
  const sections = Object.entries(wholeAnalysis(session));
  const shown = sections.slice(0, visible(sections.length, session.script.analysis, session));
  return shown.length === 0 ? undefined : Object.fromEntries(shown);
};
