/** The names of metrics in a PromQL expression; recorded series (with a colon) are not among them. */
export const metricNames = (expression: string): string[] => {
  const bare = expression
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\{[^}]*\}/g, ' ')
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .replaceAll(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  const words = bare.match(/[a-zA-Z_:][\w:]*(?!\s*\()\b/g) ?? [];
  return [
    ...new Set(words.filter((word) => /^[a-z]+_[a-z_]+$/.test(word) && !new RegExp(`\\b${word}\\s*\\(`).test(bare))),
  ];
};
