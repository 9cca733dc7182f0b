import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { mappingSchemaText } from '../mapping-file/mapping-schema.ts';
import { readMappingFile } from '../mapping-file/read-mapping-file.ts';

const docs = join(import.meta.dirname, '../../../../docs');
const examples = [...readFileSync(join(docs, 'crm-mapping.md'), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)];

describe('the page of the mapping file', () => {
  it('has a schema beside it that says what the code does (else: npm run docs:mapping)', () => {
    expect(readFileSync(join(docs, 'crm-mapping.schema.json'), 'utf8')).toBe(mappingSchemaText());
  });

  it('has examples without a fault', () => {
    expect(examples).toHaveLength(2);
    for (const [, text = ''] of examples) expect(readMappingFile(text).faults).toBeUndefined();
  });
});
