import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { percentile } from '../percentile.ts';

interface Verifier {
  signingKey(secret: string, mode: 'base64'): unknown;
  verifySignature(signed: object, body: Buffer, keys: readonly unknown[]): object;
}

const script = join(import.meta.dirname, '../../../../apps/ingress/dist/webhook/verify-signature.js');
const RUNS = 300;

/** Milliseconds that verifying one body of 1 MB holds the event loop: the 99th percentile, the first ones left out. */
export const verifyLarge = async (): Promise<number> => {
  const verifier = (await import(script)) as Verifier;
  const secret = randomBytes(24);
  const keys = [verifier.signingKey(secret.toString('base64'), 'base64')];
  const body = randomBytes(1_048_576);
  const signature = createHmac('sha256', createSecretKey(secret)).update('msg_1.1.').update(body).digest('base64');
  const signed = { id: 'msg_1', timestamp: '1', signature: `v1,${signature}` };
  const took: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const began = performance.now();
    const result = verifier.verifySignature(signed, body, keys);
    took.push(performance.now() - began);
    if ('refusal' in result) throw new Error('the signature was refused: nothing was measured');
  }
  return percentile(took.slice(RUNS / 10), 0.99);
};
