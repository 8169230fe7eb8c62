/**
 * The schema of a spec: one document, in which `kind` decides. Published as schema/v1/spec.json for
 * editors; the validators that we use are generated from the same definitions.
 */
import { KINDS, type Kind } from '../kinds.js';
import { modelDefinitions, modelSchema } from './model.js';
import { programDefinitions, programSchema } from './program.js';
import { sharedDefinitions } from './shared.js';
import { studySchema } from './study.js';
import { systemSchema } from './system.js';
import { tasksSchema } from './tasks.js';
import { theoryDefinitions, theorySchema } from './theory.js';
import { key, oneOf, REQUIRED, type Schema } from './vocabulary.js';

const builders: Readonly<Record<Kind, (inline: boolean) => Schema>> = {
  model: modelSchema,
  system: systemSchema,
  tasks: tasksSchema,
  program: programSchema,
  theory: theorySchema,
  study: studySchema,
};

function definitions(): Record<string, Schema> {
  const all: Record<string, Schema> = {
    ...sharedDefinitions,
    ...modelDefinitions,
    ...programDefinitions,
    ...theoryDefinitions,
  };
  for (const kind of KINDS) {
    all[kind] = builders[kind](false);
    if (kind !== 'study') all[`${kind} inline`] = builders[kind](true);
  }
  return all;
}

let built: Schema | null = null;

/** The whole schema; each kind is under `definitions`. */
export function specDocumentSchema(): Schema {
  built ??= {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Assay spec, version 1',
    description: 'A system, written down to find out whether it is true.',
    type: 'object',
    properties: { kind: key(oneOf(...KINDS), 'The kind of spec.', REQUIRED) },
    required: ['kind'],
    allOf: KINDS.map((kind) => ({
      if: { required: ['kind'], properties: { kind: { const: kind } } },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
      then: { $ref: `#/definitions/${kind}` },
    })),
    definitions: definitions(),
  };
  return built;
}

/** The schema that a reference names. */
export function definition(name: string): Schema {
  return (specDocumentSchema().definitions as Record<string, Schema>)[name];
}
