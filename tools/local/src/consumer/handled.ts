/** Of a service's metrics page, how many records its handlers have done. */
export const handledRecords = (metrics: string): number =>
  [...metrics.matchAll(/^messaging_client_consumed_messages\w*\{[^}]*outcome="handled"[^}]*\} (\d+)/gm)]
    .map(([, count]) => Number(count))
    .reduce((sum, count) => sum + count, 0);
