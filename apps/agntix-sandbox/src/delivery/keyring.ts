import { Webhook } from 'svix';

const DAY_MS = 86_400_000;
/** More signatures than this are never sent. */
const MAX_KEYS = 11;

/** An endpoint's secrets, newest first. A replaced one goes on signing for a day, so that receivers can follow. */
export class Keyring {
  #keys: { readonly webhook: Webhook; readonly liveUntil: number }[];
  readonly #scale: number;
  readonly #decoy: boolean;

  constructor(secret: string, { scale, decoy }: { scale: number; decoy: boolean }) {
    this.#keys = [{ webhook: new Webhook(secret), liveUntil: Infinity }];
    this.#scale = scale;
    this.#decoy = decoy;
  }

  /** Puts a new secret first. `graceMs` on the compressed clock; without one a day. */
  rotate(secret: string, graceMs = DAY_MS): void {
    const until = Date.now() + graceMs * this.#scale;
    const old = this.#keys.map((key) => ({ ...key, liveUntil: Math.min(key.liveUntil, until) }));
    this.#keys = [{ webhook: new Webhook(secret), liveUntil: Infinity }, ...old].slice(0, MAX_KEYS);
  }

  /** The signature header: one entry per live secret, after one of another scheme where that is wanted. */
  sign(id: string, at: Date, body: string): string {
    const live = this.#keys.filter(({ liveUntil }) => liveUntil > Date.now());
    const signatures = live.map(({ webhook }) => webhook.sign(id, at, body));
    return [...(this.#decoy ? [`v1a,${Buffer.alloc(64, 7).toString('base64')}`] : []), ...signatures].join(' ');
  }
}
