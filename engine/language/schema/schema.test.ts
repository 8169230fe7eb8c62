/** The schemas: generated files are up to date, and editors find every key described. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SCHEMA_PATH, schemaText, VALIDATORS_PATH, validatorsText } from './generate.js';
import { specDocumentSchema } from './spec.js';
import { QUANTITY_EXAMPLES, type Schema } from './vocabulary.js';

describe('what is generated', () => {
  const again = 'run `npx tsx engine/language/schema/generate.ts`';
  test('the published schema is that of the code', () => {
    expect(readFileSync(SCHEMA_PATH, 'utf8') === schemaText(), again).toBe(true);
  });
  test('the validators are those of the schema', () => {
    expect(readFileSync(VALIDATORS_PATH, 'utf8') === validatorsText(), again).toBe(true);
  });
});

interface Found {
  readonly schema: Schema;
  readonly path: string;
  /** The value of a key, rather than a part of another schema. */
  readonly key: boolean;
}

/** Every schema inside, with its path; the names under `properties` are no keywords. */
function* every(schema: Schema, path: string, key: boolean): Generator<Found> {
  yield { schema, path, key };
  for (const word of ['properties', 'patternProperties', 'definitions'])
    for (const [name, inner] of Object.entries((schema[word] ?? {}) as Record<string, Schema>))
      yield* every(inner, `${path}/${word}/${name}`, word === 'properties');
  for (const word of ['items', 'additionalProperties', 'propertyNames', 'then', 'else'])
    if (typeof schema[word] === 'object')
      yield* every(schema[word] as Schema, `${path}/${word}`, false);
  for (const [i, inner] of (schema.allOf ?? []).entries())
    yield* every(inner, `${path}/allOf/${i}`, false);
}

const all = [...every(specDocumentSchema(), '#', false)];

describe('the schema, for editors', () => {
  test('describes every key, with its default', () => {
    const keys = all.filter(({ key }) => key);
    expect(keys.length).toBeGreaterThan(400);
    for (const { schema, path } of keys) {
      expect(schema.description, path).toMatch(/^[A-Z`].*\.$/s);
      expect(schema.description, path).toMatch(/(?:Default: .+|Required)\.$/);
    }
  });

  test('says the unit of every quantity', () => {
    const keys = all.filter(({ key }) => key);
    for (const { schema, path } of keys) {
      const unit = schema['x-unit'];
      if (unit === undefined || unit === 'share') continue;
      expect(Object.keys(QUANTITY_EXAMPLES)).toContain(unit);
      if (unit !== 'number') expect(schema.description, path).toMatch(/Unit: /);
    }
  });

  test('refers only to what it defines, and defines only what is used', () => {
    const names = Object.keys(specDocumentSchema().definitions as object);
    const used = new Set(all.flatMap(({ schema }) => (schema.$ref ? [schema.$ref] : [])));
    for (const name of names) expect(used, name).toContain(`#/definitions/${name}`);
    for (const reference of used) expect(names).toContain(reference.slice('#/definitions/'.length));
  });

  test('keeps errors local: unions are by type', () => {
    for (const { schema, path } of all) {
      expect(schema.oneOf, path).toBe(undefined);
      expect(schema.anyOf, path).toBe(undefined);
    }
  });
});
