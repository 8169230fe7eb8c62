/**
 * The documentation runs. In README.md and docs/*.md every `console` block is typed in, one after the
 * other, and prints what is shown; every line of a `jsonl` block is one of a trace, or of a history (`of=history`); every `yaml` block
 * that is a whole spec is read without complaint, or with exactly the complaints of the `text` block
 * below it; every link leads somewhere.
 *
 * `UPDATE=1 npm test -- test/docs.test.ts` writes the outputs of today over those that no longer fit.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { anchorsOf, type Block, blocksOf, linksOf, withBlocks } from './docs/markdown.js';
import { root, type Session, session } from './docs/session.js';
import { type Exchange, exchangesOf, linesOf, matches, renewed } from './docs/transcript.js';

const UPDATE = process.env['UPDATE'] === '1';

const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((n) => `docs/${n}`),
];
/** There the YAML is wrong on purpose; another test compares it with what is said of it. */
const MISTAKES = 'docs/diagnostics.md';

const lineSchema = (of: string) =>
  new Ajv({ allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(join(root, `schema/v1/${of}-line.json`), 'utf8')),
  );
const isLine = { trace: lineSchema('trace'), history: lineSchema('history') };

const textOf = (document: string) => readFileSync(join(root, document), 'utf8');

it('finds the documents that it runs', () => {
  expect(documents).toEqual(
    expect.arrayContaining(['README.md', 'docs/language.md', 'docs/command-line.md']),
  );
  const blocks = documents.flatMap((document) => blocksOf(textOf(document)));
  expect(blocks.filter(({ language }) => language === 'console').length).toBeGreaterThan(20);
  expect(blocks.filter(isSpec).length).toBeGreaterThan(5);
});

it('shows small pictures', () => {
  const pictures = readdirSync(join(root, 'docs/pictures'));
  expect(pictures.length).toBeGreaterThan(0);
  const large = pictures.filter(
    (name) => statSync(join(root, 'docs/pictures', name)).size > 200_000,
  );
  expect(large).toEqual([]);
});

describe.each(documents)('%s', (document) => {
  const blocks = document === MISTAKES ? [] : blocksOf(textOf(document));
  const replaced = new Map<number, readonly string[]>();
  let shell: Session;
  beforeAll(() => {
    shell = session();
  });
  afterAll(() => {
    shell.end();
    if (replaced.size > 0)
      writeFileSync(join(root, document), withBlocks(textOf(document), replaced));
  });

  it('has links that lead somewhere', () => {
    const lost = linksOf(textOf(document)).filter((link) => !leads(document, link));
    expect(lost).toEqual([]);
  });

  // In the order of the text: later blocks use the files of earlier ones.
  for (const [i, block] of blocks.entries()) {
    if (block.language === 'yaml') {
      it(`line ${block.line}: YAML is as it says`, async () => {
        if (block.attributes['file']) shell.write(block.attributes['file'], textIn(block));
        const complaints = isSpec(block) ? await lint(shell, block) : yamlErrors(block);
        const below = blocks[i + 1];
        const quoted = below?.language === 'text' && below.follows ? below : null;
        if (UPDATE && quoted && !matches(quoted.lines, complaints))
          replaced.set(quoted.line, complaints);
        else expectShown(quoted?.lines ?? [], complaints);
      });
    }
    if (block.language === 'jsonl') {
      const of = block.attributes['of'] === 'history' ? 'history' : 'trace';
      it(`line ${block.line}: a ${of} is as its schema says`, () => {
        if (block.attributes['file']) shell.write(block.attributes['file'], textIn(block));
        for (const line of block.lines) expect(isLine[of](JSON.parse(line)), line).toBe(true);
      });
    }
    if (block.language === 'edn') {
      it(`line ${block.line}: is there for the commands below`, () => {
        shell.write(block.attributes['file'], textIn(block));
      });
    }
    if (block.language === 'console') {
      it(`line ${block.line}: ${block.lines[0]}`, async () => {
        const real: Exchange[] = [];
        for (const { command, output } of exchangesOf(block.lines)) {
          const printed = await shell.run(command);
          if (UPDATE) real.push({ command, output: renewed(output, printed) });
          else expectShown(output, printed, command);
        }
        const now = linesOf(real);
        if (UPDATE && now.join('\n') !== block.lines.join('\n')) replaced.set(block.line, now);
      });
    }
  }
});

function expectShown(shown: readonly string[], real: readonly string[], command = 'lint'): void {
  if (matches(shown, real)) return;
  // They differ for sure: shown side by side.
  expect(shown.join('\n'), `${command}: UPDATE=1 rewrites what is shown`).toBe(real.join('\n'));
}

const textIn = (block: Block): string => `${block.lines.join('\n')}\n`;

function isSpec(block: Block): boolean {
  const first = block.lines.find((line) => !line.startsWith('#') && line.trim() !== '');
  return block.language === 'yaml' && first !== undefined && first.startsWith('kind:');
}

/** What `assay lint` has to say of a whole spec: nothing, where there are no mistakes. */
async function lint(shell: Session, block: Block): Promise<string[]> {
  const name = block.attributes['file'] ?? 'example.yaml';
  shell.write(name, textIn(block));
  const printed = await shell.run(`assay lint ${name}`);
  return printed[0].startsWith('No mistakes in') ? [] : printed;
}

/** An excerpt is YAML at least. */
function yamlErrors(block: Block): string[] {
  return parseAllDocuments(textIn(block), { version: '1.2' }).flatMap((parsed) =>
    'errors' in parsed ? parsed.errors.map(({ message }) => message) : [],
  );
}

function leads(document: string, link: string): boolean {
  if (/^https:\/\//.test(link)) return true;
  const [path, anchor] = link.split('#', 2);
  const file = path === '' ? document : relative(root, resolve(root, dirname(document), path));
  if (!existsSync(join(root, file))) return false;
  return anchor === undefined || anchorsOf(textOf(file)).includes(anchor);
}
