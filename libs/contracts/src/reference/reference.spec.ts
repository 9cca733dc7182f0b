import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import specs from '@asyncapi/specs';
import { topics } from '../topics.ts';
import { asyncApi } from './async-api.ts';
import { eventCatalog } from './event-catalog.ts';
import { jsonSchemas } from './json-schemas.ts';
import { referenceFiles } from './reference-files.ts';

const docs = join(import.meta.dirname, '../../../../docs/events');
const golden = join(import.meta.dirname, '../../golden');
const ajv = () => addFormats.default(new Ajv({ strict: false, allErrors: true }));

describe('the event reference', () => {
  it('stands in docs/events as the schemas say (else: npm run docs:events)', () => {
    const files = referenceFiles();
    expect(readdirSync(docs).sort()).toEqual([...files.keys()].sort());
    for (const [name, content] of files) expect(readFileSync(join(docs, name), 'utf8')).toBe(content);
  });

  it('names every topic of the contracts', () => {
    expect(eventCatalog.map(({ topic }) => topic)).toEqual(Object.values(topics));
  });

  it('is valid AsyncAPI 3', () => {
    const validate = ajv().compile(specs.schemasWithoutId['3.0.0'] as object);
    validate(JSON.parse(JSON.stringify(asyncApi())));
    expect(validate.errors).toBeNull();
  });
});

// A golden file is what a consumer in the field has seen. It is never edited: a change that breaks it needs a new version.
describe.each(readdirSync(golden))('golden %s', (file) => {
  const value = JSON.parse(readFileSync(join(golden, file), 'utf8')) as unknown;
  const [name = ''] = file.split('.');
  const event = eventCatalog.flatMap(({ events }) => events).find((one) => one.name === name);

  it('is still read, and nothing of it is lost', () => {
    expect(event?.schema?.parse(value)).toEqual(value);
  });

  it('fits the published JSON Schema, also with a field that is added later', () => {
    const validate = ajv().compile(jsonSchemas().get(name) as object);
    validate({ ...(value as object), addedLater: true });
    expect(validate.errors).toBeNull();
  });

  it('is still read with a field that is added later', () => {
    expect(event?.schema?.safeParse({ ...(value as object), addedLater: true }).success).toBe(true);
  });
});
