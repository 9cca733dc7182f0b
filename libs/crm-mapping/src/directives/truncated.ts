/** At most `max` UTF-16 units, the last of them an ellipsis where something was cut; never cut inside a character. */
export const truncated = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
