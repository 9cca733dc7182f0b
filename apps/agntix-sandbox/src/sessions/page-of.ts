export type Query = Readonly<Record<string, string | undefined>>;

const MAX_SIZE = 100;
const clamp = (text: string | undefined, fallback: number, max: number): number =>
  Math.min(Math.max(Number.parseInt(text ?? '', 10) || fallback, 1), max);

/** The page that is asked for; sizes out of range are clamped in silence, as the vendor does. */
export const pageOf = (query: Query, sizeName: string, fallback: number, total: number) => {
  const page = clamp(query.page, 1, Number.MAX_SAFE_INTEGER);
  const size = clamp(query[sizeName], fallback, MAX_SIZE);
  return { page, size, from: (page - 1) * size, pages: Math.ceil(total / size) };
};
