import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFlags } from './node-flags.ts';
import { workspace } from '../workspace.ts';

describe('nodeFlags', () => {
  it('are those of the image', () => {
    const dockerfile = readFileSync(join(workspace, 'docker/Dockerfile'), 'utf8');
    expect(dockerfile).toContain(`ENTRYPOINT ${JSON.stringify(['node', ...nodeFlags]).replaceAll('","', '", "')}\n`);
  });
});
