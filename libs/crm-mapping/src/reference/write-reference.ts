import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mappingSchemaText } from '../mapping-file/mapping-schema.ts';

writeFileSync(join(import.meta.dirname, '../../../../docs/crm-mapping.schema.json'), mappingSchemaText());
process.stdout.write('docs/crm-mapping.schema.json is written.\n');
