const MAX_BYTES = 2_048;
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/**
 * What is wrong with session variables, without any value; undefined for good ones. The vendor documents no limits; this
 * is the subset that nothing speaks against: small, flat, texts, plain names, none of the vendor's own.
 */
export const variableFault = (variables: Readonly<Record<string, unknown>>): string | undefined => {
  const entries = Object.entries(variables);
  if (entries.some(([name]) => !NAME.test(name))) return 'a name has other characters than letters, digits and _';
  if (entries.some(([name]) => name.startsWith('system'))) return 'names that begin with system are the vendor’s';
  if (entries.some(([, value]) => typeof value !== 'string')) return 'a value is not a text';
  return Buffer.byteLength(JSON.stringify(variables)) > MAX_BYTES
    ? `they are larger than ${MAX_BYTES} bytes`
    : undefined;
};
