import { describe, expect, it } from '@jest/globals';
import { metricNames } from './metric-names.ts';

describe('metricNames', () => {
  it.each([
    ['sum by (topic, some_label) (rate(a_total{job="b_c"}[5m]))', ['a_total']],
    ['histogram_quantile(0.95, sum by (le) (rate(x_seconds_bucket[$__rate_interval])))', ['x_seconds_bucket']],
    ['a_one == on (name_space, h_p) b_two and on () (deriv(sum(group:c_d:sum)[15m:1m]) > 0)', ['a_one', 'b_two']],
    ['(m_total unless m_total offset 10m) or increase(m_total[10m])', ['m_total']],
    ['time() - max(w_due)', ['w_due']],
  ])('%s', (expression, names) => {
    expect(metricNames(expression)).toEqual(names);
  });
});
