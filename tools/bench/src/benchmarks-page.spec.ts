import { describe, expect, it } from '@jest/globals';
import { atLeast, atMost } from './bar.ts';
import { sectionOf, withSection } from './benchmarks-page.ts';

const bars = [
  atLeast({ bar: 'throughput', value: 0.861, want: 0.85, unit: 'of the bound' }),
  atMost({ bar: 'latency', value: 31, want: 25, unit: 'ms' }),
];

describe('the page of benchmarks', () => {
  it('says of each bar whether it holds', () => {
    const section = sectionOf('kafka', bars, new Date('2026-11-26T12:00:00Z'));
    expect(section).toContain('| throughput | 0.861 | 0.850 | of the bound | yes |');
    expect(section).toContain('| latency | 31 | 25 | ms | NO |');
  });

  it('replaces an area and leaves the others alone', () => {
    const first = withSection('# Benchmarks\n', 'a', '<!-- a -->\nold\n<!-- /a -->');
    const both = withSection(first, 'b', '<!-- b -->\nkept\n<!-- /b -->');
    const page = withSection(both, 'a', '<!-- a -->\n$& new\n<!-- /a -->');
    expect(page).toContain('$& new');
    expect(page).toContain('kept');
    expect(page).not.toContain('old');
  });
});
