import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFlags, podHeapFlag } from './node-flags.ts';
import { workspace } from '../workspace.ts';

describe('nodeFlags', () => {
  it('are those of the image', () => {
    const dockerfile = readFileSync(join(workspace, 'docker/Dockerfile'), 'utf8');
    expect(dockerfile).toContain(`ENTRYPOINT ${JSON.stringify(['node', ...nodeFlags]).replaceAll('","', '", "')}\n`);
  });

  it.each(['ingress', 'transcript', 'crm-sync'])('and the heap of a pod is half of what %s may have', (app) => {
    const [, mebibytes] = /limits: \{ memory: (\d+)Mi \}/.exec(
      readFileSync(join(workspace, `k8s/base/${app}.yaml`), 'utf8'),
    )!;
    expect(podHeapFlag).toBe(`--max-old-space-size=${Number(mebibytes) / 2}`);
  });
});
