import { signedWebhook } from '@switchback/testing';

/** What a mutated request is expected to be: only `honest` may be stored. */
export interface Mutated {
  readonly kind: string;
  readonly honest: boolean;
  /** What of the body must not be found in Kafka, or must when honest. */
  readonly marker: string;
  readonly parts: Buffer[];
  readonly then: 'wait' | 'reset' | 'half-close';
}

export type Random = (below: number) => number;

/** A small seeded generator: a failing run is repeated by its seed. */
export const seeded = (seed: number): Random => {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

interface Draft {
  method: string;
  path: string;
  headers: [string, string][];
  body: Buffer;
  honest: boolean;
  then: Mutated['then'];
  /** How the bytes of the request are put on the wire. */
  wire?: (head: Buffer, body: Buffer) => Buffer[];
}

const set = (draft: Draft, name: string, value: string) => {
  draft.headers = draft.headers.filter(([given]) => given !== name);
  draft.headers.push([name, value]);
};
const valueOf = (draft: Draft, name: string) => draft.headers.find(([given]) => given === name)?.[1] ?? '';
const flip = (bytes: Buffer, random: Random): Buffer => {
  const copy = Buffer.from(bytes);
  const at = random(copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << random(8));
  return copy;
};
const noise = (random: Random, length: number) =>
  Array.from({ length }, () => String.fromCharCode(33 + random(94))).join('');
const chunked = (body: Buffer, random: Random): Buffer[] => {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const size = Math.min(body.length - at, 1 + random(200));
    parts.push(Buffer.from(`${size.toString(16)}\r\n`), body.subarray(at, at + size), Buffer.from('\r\n'));
    at += size;
  }
  return [...parts, Buffer.from('0\r\n\r\n')];
};
const unframed = (draft: Draft) => {
  draft.headers = draft.headers.filter(([name]) => name !== 'content-length');
};

type Mutation = (draft: Draft, random: Random) => void;
const spoil =
  (mutation: Mutation): Mutation =>
  (draft, random) => {
    draft.honest = false;
    mutation(draft, random);
  };
const signature = ['svix-id', 'svix-timestamp', 'svix-signature'] as const;

export const mutations: Readonly<Record<string, Mutation>> = {
  none: () => undefined,
  'honest, chunked': (draft, random) => {
    unframed(draft);
    set(draft, 'transfer-encoding', 'chunked');
    draft.wire = (head, body) => [head, ...chunked(body, random)];
  },
  'honest, in many writes': (draft, random) => {
    draft.wire = (head, body) => {
      const all = Buffer.concat([head, body]);
      const cut = 1 + random(all.length - 1);
      return [all.subarray(0, cut), all.subarray(cut)];
    };
  },
  'honest, with forged extras': (draft, random) => {
    set(draft, 'webhook-id', noise(random, 10));
    set(draft, 'traceparent', noise(random, 30));
    set(draft, 'x-forwarded-for', noise(random, 30));
  },
  'body bit': spoil((draft, random) => (draft.body = flip(draft.body, random))),
  'signature header bit': spoil((draft, random) => {
    const name = signature[random(3)] ?? 'svix-id';
    set(draft, name, flip(Buffer.from(valueOf(draft, name)), random).toString('latin1'));
  }),
  'signature header gone': spoil((draft, random) => {
    const name = signature[random(3)];
    draft.headers = draft.headers.filter(([given]) => given !== name);
  }),
  'signature header twice': spoil((draft, random) => {
    const name = signature[random(3)] ?? 'svix-id';
    draft.headers.push([name, noise(random, 12)]);
  }),
  'signature header of noise': spoil((draft, random) => set(draft, 'svix-signature', noise(random, random(4_000)))),
  'many signatures': spoil((draft, random) =>
    set(
      draft,
      'svix-signature',
      Array.from({ length: 17 + random(60) }, () => valueOf(draft, 'svix-signature')).join(' '),
    ),
  ),
  'headers too large': spoil((draft, random) => set(draft, 'x-padding', noise(random, 17_000 + random(10_000)))),
  'content type': spoil((draft, random) =>
    set(
      draft,
      'content-type',
      ['text/plain', 'application/jsonx', '', 'multipart/form-data', noise(random, 9)][random(5)] ?? '',
    ),
  ),
  compressed: spoil((draft, random) =>
    set(draft, 'content-encoding', ['gzip', 'br', 'zstd', 'x'][random(4)] ?? 'gzip'),
  ),
  path: spoil((draft, random) => {
    const paths = [
      '/webhooks/agntix/other',
      '/webhooks/agntix/',
      '/',
      '/webhooks/agntix/%',
      `/${encodeURIComponent(noise(random, 400))}`,
      '/webhooks/agntix/main/more',
      '/webhooks/agntix/..%2fmain',
      '*',
    ];
    draft.path = paths[random(paths.length)] ?? '/';
  }),
  method: spoil(
    (draft, random) =>
      (draft.method = ['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'BREW', 'PATCH'][random(8)] ?? 'GET'),
  ),
  'stated length too small': spoil((draft, random) => set(draft, 'content-length', String(random(draft.body.length)))),
  'stated length too large': spoil((draft, random) => {
    set(draft, 'content-length', String(draft.body.length + 1 + random(1_000)));
    draft.then = 'half-close';
  }),
  'stated length over the limit': spoil((draft, random) => {
    set(draft, 'content-length', String(3_145_729 + random(1e9)));
    draft.then = 'half-close';
  }),
  'stated length is noise': spoil((draft, random) =>
    set(draft, 'content-length', ['-1', '1e3', '0x10', '', '99999999999999999999'][random(5)] ?? ''),
  ),
  'both framings': spoil((draft, random) => {
    set(draft, 'transfer-encoding', 'chunked');
    draft.wire = (head, body) => [head, ...chunked(body, random)];
  }),
  'broken chunks': spoil((draft, random) => {
    unframed(draft);
    set(draft, 'transfer-encoding', 'chunked');
    draft.wire = (head, body) => [
      head,
      flip(Buffer.from(`${body.length.toString(16)}\r\n`), random),
      body,
      Buffer.from('zz\r\n\r\n'),
    ];
    draft.then = 'half-close';
  }),
  'cut off': spoil((draft, random) => {
    draft.wire = (head, body) => {
      const all = Buffer.concat([head, body]);
      return [all.subarray(0, random(all.length - 1))];
    };
    draft.then = random(2) === 0 ? 'reset' : 'half-close';
  }),
  'not HTTP': spoil((draft, random) => {
    draft.wire = (_, body) => [Buffer.from(noise(random, 1 + random(300))), body];
    draft.then = 'half-close';
  }),
  'header line of bytes': spoil((draft, random) => {
    draft.wire = (head, body) => [
      Buffer.concat([
        head.subarray(0, -2),
        Buffer.from([random(256), random(256), 0x3a, random(256)]),
        Buffer.from('\r\n\r\n'),
      ]),
      flip(body, random),
    ];
    draft.then = 'half-close';
  }),
};

/** A signed delivery with one seeded mutation. */
export const mutate = (
  kind: string,
  secret: string,
  { random, marker }: { random: Random; marker: string },
): Mutated => {
  const json = JSON.stringify({ id: marker, eventType: 'session.created', note: 'é'.repeat(random(60)) });
  const { headers, body } = signedWebhook({ secret, body: Buffer.from(json) });
  const draft: Draft = {
    method: 'POST',
    path: '/webhooks/agntix/main',
    headers: [['host', 'localhost'], ...Object.entries(headers), ['content-length', String(body.length)]],
    body,
    honest: true,
    then: 'wait',
  };
  mutations[kind]?.(draft, random);
  const lines = draft.headers.map(([name, value]) => `${name}: ${value}`);
  const head = Buffer.from(`${draft.method} ${draft.path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const parts = draft.wire?.(head, draft.body) ?? [head, draft.body];
  return { kind, honest: draft.honest, marker, parts, then: draft.then };
};
