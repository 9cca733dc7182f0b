import { defineConfig } from 'prisma/config';

// `generate` needs no schema engine, and the CLI would download one: any executable stands in for it.
if (process.argv.includes('generate')) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: 'prisma/schema.prisma' });
