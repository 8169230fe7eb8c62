/**
 * `assay init [FILE]`: a commented starter spec that checks at once, to be changed into one's own.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { packageRoot } from '../../engine/package-root.js';
import { EXIT, UsageError } from '../exit.js';
import { writeText } from '../writing.js';

export function init(file: string | undefined, options: { readonly force?: boolean }): number {
  const path = file ?? 'first.assay.yaml';
  if (!/\.ya?ml$/.test(path)) {
    throw new UsageError(
      `${path} is not the name of a YAML file.`,
      `Try: assay init ${path}.assay.yaml`,
    );
  }
  if (existsSync(path) && !options.force) {
    throw new UsageError(
      `${path} exists already.`,
      'Name another file, or add --force to write it anew.',
    );
  }
  writeText(path, starter(nameOf(path), schemaFor(path)));
  console.log(`Wrote ${path}. Next:\n  assay check ${path}\n  assay check ${path} --mutants`);
  return EXIT.ok;
}

/** Spec names are words with hyphens. */
function nameOf(path: string): string {
  const stem = basename(path).replace(/(\.assay)?\.ya?ml$/, '');
  const words = stem.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.join('-').replace(/^[^a-z]+/, '') || 'first';
}

/** Editors resolve a relative schema from the file that names it. */
function schemaFor(path: string): string {
  const schema = join(packageRoot(), 'schema', 'v1', 'spec.json');
  const from = relative(dirname(resolve(path)), schema);
  return from.startsWith('.') ? from : `./${from}`;
}

const starter = (name: string, schema: string): string => `# yaml-language-server: $schema=${schema}
# A model: typed state, and actions that may change it. \`assay check\` explores every state it can reach.
kind: model
name: ${name}
about: Two workers take turns at a shared printer.

constants:
  Workers: 2                       # try: --set Workers=4

types:
  Worker: 1..Workers

# One line a variable: its type. Each starts at the first value of its type (here: none, then idle),
# unless \`init:\` says otherwise.
state:
  printer: optional(Worker)        # who has it; none: nobody
  doing: Worker to [idle, waiting, printing]

# In each state any action whose guard (\`when\`) is true may happen. \`then\` maps a place to its new
# value; everything on the right is read from the old state.
actions:
  wants to print:
    for: w in Worker
    when: doing[w] == idle
    then:
      doing[w]: waiting
  takes the printer:
    for: w in Worker
    when:
      - doing[w] == waiting
      - printer == none
    then:
      doing[w]: printing
      printer: w
  is done:
    for: w in Worker
    when: doing[w] == printing
    then:
      doing[w]: idle
      printer: none

# What must not be put off for ever. Weak: if it stays possible, it happens. Strong: if it is possible
# again and again, it happens. Without the strong one, a worker could wait for ever.
fairness:
  weak: [is done]
  strong: [takes the printer]

properties:
  one at a time:
    always: count(w in Worker, doing[w] == printing) <= 1
  everyone prints:
    for: w in Worker
    whenever: doing[w] == waiting
    eventually: doing[w] == printing
  can be busy:
    reachable: printer != none
  in order:
    about: Nobody promised that. A property may be expected to fail; then its counterexample teaches.
    expect: violated
    always: doing[1] == waiting implies doing[Workers] != printing

# Small ways in which the system could be wrong. Each must be caught by the properties it breaks:
# assay check --mutants
mutants:
  does not look:
    change:
      actions.takes the printer.when: doing[w] == waiting
    breaks: [one at a time]
  never gives it back:
    change: { actions.is done.then.printer: printer }
    breaks: [everyone prints]
  never takes it:
    change: { actions.takes the printer: null }
    breaks: [can be busy, everyone prints]
`;
