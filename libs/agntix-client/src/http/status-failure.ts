import type { FailureCode } from '@switchback/failure';

const RETRIED_CODES = new Set(['MESSAGES_HISTORY_ERROR', 'GENERIC_ERROR']);

const byStatus: Readonly<Record<number, FailureCode>> = {
  401: 'VENDOR_AUTH',
  403: 'VENDOR_AUTH',
  404: 'VENDOR_NOT_FOUND',
  408: 'VENDOR_UNAVAILABLE',
  429: 'VENDOR_RATE_LIMITED',
};

/**
 * The failure code of any answer that is not 2xx. 4xx without an entry is refused for good; everything else (5xx, and
 * redirects, which are never followed) may pass.
 */
export const failureOfStatus = (status: number, vendorCode?: string): FailureCode => {
  if (vendorCode !== undefined && RETRIED_CODES.has(vendorCode)) return 'VENDOR_UNAVAILABLE';
  return byStatus[status] ?? (status >= 400 && status < 500 ? 'VENDOR_REJECTED' : 'VENDOR_UNAVAILABLE');
};
