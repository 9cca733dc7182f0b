import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Webhook } from 'svix';
import { readSigned, signingKey, verifySignature } from './verify-signature.ts';

/** A long run: INGRESS_DIFFERENTIAL_RUNS=100000. */
const runs = Number(process.env.INGRESS_DIFFERENTIAL_RUNS ?? 3_000);
const secrets = ['first secret of the test', 'another secret of the test'].map(
  (text) => `whsec_${Buffer.from(text).toString('base64')}`,
);
const now = () => Math.floor(Date.now() / 1_000);

type Family = 'svix' | 'webhook';
interface Delivery {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** The written list (docs/agntix-setup.md): what the library takes and we refuse on purpose. */
const stricter: readonly ((delivery: Delivery, sent: Record<string, string>) => boolean)[] = [
  // A family that is not whole: the library fills the gaps from the other one.
  ({ headers }) =>
    Object.keys(headers).some((name) => name.startsWith('svix-')) &&
    Object.keys(headers).filter((name) => name.startsWith('svix-')).length < 3,
  // A timestamp that is more than digits: the library reads the number at its beginning.
  (_, sent) => !/^\d{1,12}$/.test(sent.timestamp ?? ''),
  // More signatures than any honest sender makes.
  (_, sent) => (sent.signature ?? '').split(' ').length > 16,
  // A signature with something behind it counts for nothing: the library looks at the second part only.
  (_, sent) => (sent.signature ?? '').split(' ').some((entry) => entry.split(',').length > 2),
];

const text = fc.string({ unit: 'grapheme', maxLength: 60 });
const wellFormed = (body: string) => Buffer.from(body, 'utf8').toString('utf8');
const base64Like = fc.string({ maxLength: 50 });

/** A delivery, honestly signed, and what may be done to it on the way. */
const delivery = fc
  .record({
    id: fc.oneof(fc.uuid(), fc.string({ minLength: 1, maxLength: 20 })),
    age: fc.oneof(fc.integer({ min: -290, max: 290 }), fc.integer({ min: -1_000_000, max: 1_000_000 })),
    body: text.map(wellFormed),
    signer: fc.constantFrom(0, 1),
    family: fc.constantFrom<Family>('svix', 'webhook'),
    before: fc.array(
      fc.oneof(
        base64Like.map((noise) => `v1,${noise}`),
        fc.constantFrom('v1a,abc', 'v1', 'v2,x', '', ','),
      ),
      { maxLength: 18 },
    ),
    behind: fc.constantFrom('', '', '', ',more', ' v1,x', ' ', '=', 'A'),
    timestampNoise: fc.constantFrom('', '', '', '', '.5', 'x', ' ', '0'),
    bodyNoise: fc.constantFrom('', '', '', ' ', '\n', '\u0000'),
    idNoise: fc.constantFrom('', '', '', '.', 'x'),
    removed: fc.constantFrom(undefined, undefined, undefined, undefined, 'id', 'timestamp', 'signature'),
    forged: fc.constantFrom(undefined, undefined, undefined, 'svix', 'webhook'),
  })
  .map((given): Delivery => {
    const timestamp = now() - given.age;
    const honest = new Webhook(secrets[given.signer]!).sign(given.id, new Date(timestamp * 1_000), given.body);
    const signature = [...given.before, honest].join(' ') + given.behind;
    const parts = { id: given.id + given.idNoise, timestamp: `${timestamp}${given.timestampNoise}`, signature };
    const named = Object.entries(parts).filter(([name]) => name !== given.removed);
    const headers = Object.fromEntries(named.map(([name, value]) => [`${given.family}-${name}`, value]));
    if (given.forged && given.forged !== given.family) headers[`${given.forged}-id`] = 'forged';
    return { headers, body: given.body + given.bodyNoise };
  });

const libraryTakes = ({ headers, body }: Delivery): boolean => {
  try {
    new Webhook(secrets[0]!).verify(body, headers);
    return true;
  } catch {
    return false;
  }
};

const weTake = ({ headers, body }: Delivery): boolean => {
  const signed = readSigned(headers, now());
  if (typeof signed === 'string') return false;
  return 'request' in verifySignature(signed, Buffer.from(body), [signingKey(secrets[0]!, 'base64')]);
};

/** The values that count, as the library picks them. */
const picked = ({ headers }: Delivery): Record<string, string> =>
  Object.fromEntries(
    ['id', 'timestamp', 'signature'].map((name) => [name, headers[`svix-${name}`] ?? headers[`webhook-${name}`] ?? '']),
  );

describe('the verification and the svix library', () => {
  it(`agree on ${runs} deliveries, except where we are stricter on purpose`, () => {
    const counts = { taken: 0, refused: 0, stricter: 0 };
    fc.assert(
      fc.property(delivery, (sent) => {
        const theirs = libraryTakes(sent);
        const ours = weTake(sent);
        const onPurpose = stricter.some((rule) => rule(sent, picked(sent)));
        counts[ours ? 'taken' : theirs ? 'stricter' : 'refused'] += 1;
        return ours === theirs || (onPurpose && !ours);
      }),
      { numRuns: runs, seed: 20_260_714 },
    );
    // The generator reaches every corner, else the agreement says nothing.
    expect(Math.min(counts.taken, counts.refused, counts.stricter)).toBeGreaterThan(runs / 100);
  });
});
