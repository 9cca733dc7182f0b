import { InvalidArgumentError } from 'commander';

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * `2026-07-14T08:00:00Z`, or so long ago: `90s`, `15m`, `2h`, `3d`. Milliseconds since the epoch. A time of day without a
 * zone is refused: at night nobody knows whose it is.
 */
export const parseTime = (text: string, now = Date.now()): number => {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * units[unit as keyof typeof units];
  const at = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at))
    throw new InvalidArgumentError('Give 2026-07-14T08:00:00Z, 2026-07-14 (UTC), or 90s, 15m, 2h, 3d.');
  return at;
};

/** The time of an option that was given. */
export const timeOption = (text: string): number => parseTime(text);

/** A whole number from 1 on. */
export const countOption = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Give a whole number from 1 on.');
  return Number(text);
};

/** How long ago, short: `3 s`, `12 m`, `5 h 10 m`, `3 d 4 h`. */
export const inShort = (seconds: number): string => {
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 120) return `${minutes} m`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} m` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
};
