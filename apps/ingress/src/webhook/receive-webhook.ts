import type { IncomingMessage } from 'node:http';
import type { OutgoingRecord } from '@switchback/contracts';
import type { Logger } from '@switchback/observability';
import type { Reason } from './answers.ts';
import type { Endpoint, Endpoints } from './endpoints.ts';
import type { IngressMeters } from './ingress-meters.ts';
import { NotStoredLog } from './not-stored-log.ts';
import { readBody, statedLength } from './read-body.ts';
import type { ReadingBudget, ReadingLease } from './reading-budget.ts';
import { toRecord } from './to-record.ts';
import { readSigned, verifySignature } from './verify-signature.ts';
import type { Signed, VerifiedRequest } from './verify-signature.ts';

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;
/** Taken from the budget at first where the sender does not say how much will come. */
const UNSTATED_BYTES = 65_536;

export interface ReceiveOptions {
  readonly endpoints: Endpoints;
  readonly budget: ReadingBudget;
  readonly meters: IngressMeters;
  readonly maxBytes: number;
  readonly logger: Logger;
  /** Resolves when the record is safe on all in-sync replicas. */
  readonly publish: (record: OutgoingRecord) => Promise<void>;
}

interface Admitted {
  readonly endpoint: Endpoint;
  readonly signed: Signed;
  readonly lease: ReadingLease;
}

/** Takes one webhook: everything that can be refused is refused before its body is read. */
export class ReceiveWebhook {
  readonly #options: ReceiveOptions;
  readonly #notStored: NotStoredLog;

  constructor(options: ReceiveOptions) {
    this.#options = options;
    this.#notStored = new NotStoredLog(options.logger);
  }

  /** Undefined when the event is stored; else why not. */
  async receive(name: string, request: IncomingMessage): Promise<Reason | undefined> {
    const admitted = this.#admit(name, request);
    if (typeof admitted === 'string') return this.#refused(admitted);
    const verified = await this.#readAndVerify(request, admitted);
    if (typeof verified === 'string') return this.#refused(verified);
    return (await this.#store(verified, admitted.endpoint)) ? undefined : this.#refused('broker-unavailable');
  }

  #refused(reason: Reason): Reason {
    this.#options.meters.rejected(reason);
    return reason;
  }

  /** Everything that can be refused before the body is read. What is admitted holds its part of the budget. */
  #admit(name: string, { headers }: IncomingMessage): Admitted | Reason {
    const endpoint = this.#options.endpoints.find(name);
    if (!endpoint) return 'endpoint-unknown';
    if (endpoint.rateLimit?.allow() === false) return 'rate-limited';
    const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = headers;
    if (encoding.toLowerCase() !== 'identity' || !JSON_TYPE.test(type)) return 'content-type';
    const stated = statedLength(headers);
    if (stated !== undefined && stated > this.#options.maxBytes) return 'body-too-large';
    const signed = readSigned(headers, Math.floor(Date.now() / 1_000));
    if (typeof signed === 'string') return signed;
    const lease = this.#options.budget.lease(stated ?? UNSTATED_BYTES);
    return lease ? { endpoint, signed, lease } : 'busy';
  }

  async #readAndVerify(
    request: IncomingMessage,
    { endpoint: { name, secrets }, signed, lease }: Admitted,
  ): Promise<VerifiedRequest | Reason> {
    try {
      const body = await readBody(request, { limit: this.#options.maxBytes, lease });
      if (typeof body === 'string') return body;
      let verification = verifySignature(signed, body, secrets.keys);
      // A secret may just have been rotated: look before refusing.
      if ('refusal' in verification && (await secrets.refresh()))
        verification = verifySignature(signed, body, secrets.keys);
      if ('refusal' in verification) return verification.refusal;
      this.#options.meters.verified(name, verification.key, Date.now() / 1_000 - Number(signed.timestamp));
      return verification.request;
    } finally {
      lease.end();
    }
  }

  async #store(request: VerifiedRequest, endpoint: Endpoint): Promise<boolean> {
    try {
      const record = toRecord(request, endpoint, new Date());
      await this.#options.publish(record);
      this.#options.meters.accepted(endpoint.name, record.topic, record.value.length);
      return true;
    } catch (error) {
      this.#notStored.add(endpoint.name, error);
      return false;
    }
  }
}
