import { readPath, readText } from '../read-path.ts';

export interface VendorError {
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  /** Names of the refused fields, never their values. */
  readonly fields: readonly string[];
}

const fieldOf = (entry: unknown): string[] => {
  const loc = readPath(entry, 'loc');
  return Array.isArray(loc) ? [loc.filter((part) => part !== 'body').join('.')] : [];
};

/**
 * What the vendor's four error envelopes say in common. Their message texts are left out on purpose: they may repeat a
 * phone number or another value of the request.
 */
export const readVendorError = (body: unknown): VendorError => {
  const detail = readPath(body, 'detail');
  return {
    code: readText(body, 'error.code'),
    requestId: readText(body, 'error.requestId', 'meta.requestId'),
    fields: Array.isArray(detail) ? detail.flatMap(fieldOf) : [],
  };
};
