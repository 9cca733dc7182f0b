import { randomUUID } from 'node:crypto';
import { createAgntixClient } from '@switchback/agntix-client';
import type { Stack } from '../stack/stack-file.ts';
import type { PlannedCall } from './plan-calls.ts';
import type { Sandboxes } from './sandboxes.ts';

/** A call that was started, with the task it belongs to. */
export interface StartedCall extends PlannedCall {
  readonly taskId: string;
  readonly contactId: string;
  readonly sessionId: string;
  readonly startedAt: number;
}

export interface Started {
  readonly calls: readonly StartedCall[];
  readonly chatSessionId: string;
  readonly unknownEventId: string;
}

/** Starts single calls through the vendor's API, each for a contact and a task of its own. */
export const callStarter = async (stack: Stack, boxes: Sandboxes) => {
  const agntix = createAgntixClient({
    baseUrl: stack.agntix.url,
    apiKey: stack.agntix.apiKey ?? '',
    timeoutMs: 10_000,
  });
  const [from] = await agntix.listPhoneNumbers();
  if (!from) throw new Error('the Agntix sandbox offers no phone number');
  const start = async (call: PlannedCall): Promise<StartedCall> => {
    const contact = await boxes.createContact({
      firstname: 'Sample',
      lastname: String(call.number),
      phone: '+12025550143',
    });
    const task = await boxes.createTask(`Sample call ${call.number}`, contact.id);
    await boxes.script(call.attemptId, {
      outcome: call.outcome,
      duplicate: call.duplicate,
      endedFirst: call.endedFirst,
    });
    const startedAt = Date.now();
    const sessionVariables = { taskId: task.id, callAttemptId: call.attemptId };
    const { sessionId } = await agntix.startCall({
      phoneNumberId: from.id,
      toPhoneNumber: '+12025550143',
      agentId: 'sample-voice-agent',
      ttl: 120,
      sessionVariables,
    });
    return { ...call, taskId: task.id, contactId: contact.id, sessionId, startedAt };
  };
  return { start, close: () => agntix.close() };
};

/** Starts every call, one chat without variables, and one event of a type nobody knows. */
export const makeCalls = async (stack: Stack, boxes: Sandboxes, planned: readonly PlannedCall[]): Promise<Started> => {
  const { start, close } = await callStarter(stack, boxes);
  try {
    const unknownEventId = randomUUID();
    const [chat, , ...calls] = await Promise.all([
      boxes.createChat(),
      boxes.sendEvent({ id: unknownEventId, eventType: 'session.paused', createdAt: new Date().toISOString() }),
      ...planned.map(start),
    ]);
    return { calls, chatSessionId: chat.id, unknownEventId };
  } finally {
    await close();
  }
};
