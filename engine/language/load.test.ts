import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lineAndColumn, lintFile, loadFile, loadFolder, loadSpecs, sourceFile } from './index.js';
import { toJson } from './schema/json.js';
import { spanText } from './source.js';
import { child, type Mapping } from './yaml/tree.js';

const examples = join(dirname(fileURLToPath(import.meta.url)), 'examples');
let folder: string;

const MODEL = (name: string, more = '') => `kind: model
name: ${name}
about: A counter.
constants: { N: 3 }
state:
  x: 0..N
actions:
  up:
    when: x < N
    then:
      x: x + 1
properties:
  reaches the end:
    reachable: x == N
mutants:
  stays:
    change: { actions.up.when: x < N - 1 }
    breaks: [reaches the end]
${more}`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-load-'));
  const write = (path: string, text: string | Buffer) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('own/counter.yaml', MODEL('counter'));
  write('own/below/more.yml', MODEL('more'));
  write('own/.hidden/no.yaml', MODEL('no'));
  write('own/two.yaml', `${MODEL('first')}---\n${MODEL('second')}`);
  write(
    'own/extended.yaml',
    'kind: model\nname: extended\nabout: Adds.\nextends: counter\nproperties:\n  starts low:\n    always: x >= 0\nchange: { constants.N: 2 }\n',
  );
  write(
    'own/from-library.yaml',
    'kind: model\nname: from-library\nabout: Adds.\nextends: shared-counter\nstate:\n  y: boolean\n',
  );
  write('library/deep/shared-counter.yaml', MODEL('shared-counter'));
  write('secret/secret.yaml', MODEL('secret'));
  write('own/huge.txt', '');
  write('big/nothing.yaml', Buffer.alloc(10 * 1024 * 1024, '\n'));
  symlinkSync(join(folder, 'secret/secret.yaml'), join(folder, 'own/secret.yaml'));
  symlinkSync(join(folder, 'secret'), join(folder, 'own/leads-out'));
  symlinkSync(join(folder, 'own'), join(folder, 'own/below/round'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const own = (name: string) => join(folder, 'own', name);
const codes = (path: string, options = {}) => lintFile(path, options).map(({ code }) => code);

describe('files', () => {
  test('are listed recursively, without hidden ones and links that lead out or round', () => {
    const found = loadFolder(own('')).map(({ file }) => file.path.slice(own('').length + 1));
    expect(found).toEqual([
      'below/more.yml',
      'counter.yaml',
      'extended.yaml',
      'from-library.yaml',
      'two.yaml',
    ]);
  });

  test('that cannot be read say why', () => {
    expect(codes(own('missing.yaml'))).toEqual(['ASY6001']);
    expect(codes(folder)).toEqual(['ASY6002']);
    expect(codes('/dev/zero')).toEqual(['ASY6002']);
    expect(codes(join(folder, 'big/nothing.yaml'))).toEqual(['ASY6003']);
  });

  test('may begin with a byte order mark and have line breaks of Windows', () => {
    const text = `\ufeff${MODEL('bom').replace('when:', 'wen:').replaceAll('\n', '\r\n')}`;
    writeFileSync(own('bom.yaml'), text);
    const found = lintFile(own('bom.yaml'));
    rmSync(own('bom.yaml'));
    const [line, column] = [9, 5];
    expect(
      found.map(({ code, span }) => ({ code, ...lineAndColumn(span.file, span.start) })),
    ).toEqual([{ code: 'ASY2010', line, column }]);
  });

  test.each([
    [
      'a key that is here twice',
      MODEL('one').replace('properties:', 'x-a: 1\nx-a: 2\nproperties:'),
    ],
    ['a key that is here twice at its end', `${MODEL('one')}x-a: 1\nx-a: 2\n`],
    ['an anchor', MODEL('one').replace(/when: (.*)/, 'when: &a $1')],
  ])('is no spec where its text has %s, though a tree is made of the rest', (_, text) => {
    const { specs } = loadSpecs(sourceFile('two.yaml', `${text}\n---\n${MODEL('other')}`));
    expect(specs.map(({ spec }) => spec?.name)).toEqual([undefined, 'other']);
  });

  test('is the spec that was meant where a comma tore a value apart, with the error', () => {
    const torn = MODEL('one').replace(
      /properties:\n[\s\S]*/,
      'properties: { p: { always: max(0, 1) == 1 } }\n',
    );
    const { specs, diagnostics } = loadSpecs(sourceFile('torn.yaml', torn));
    expect(specs[0].spec?.name).toBe('one');
    expect(diagnostics.map(({ code }) => code)).toContain('ASY1017');
  });

  test('may hold several specs', () => {
    const { documents } = loadFile(own('two.yaml'));
    expect(documents.map(({ name }) => name)).toEqual(['first', 'second']);
  });
});

describe('extends', () => {
  test('adds to a spec beside the file, then changes', () => {
    const { specs, diagnostics } = loadSpecs(own('extended.yaml'));
    expect(diagnostics).toEqual([]);
    const { raw, mutants } = specs[0].loaded;
    expect(toJson(child(raw, 'constants') as Mapping)).toEqual({ N: 2 });
    expect((child(raw, 'properties') as Mapping).entries.map(({ key }) => key.text)).toEqual([
      'reaches the end',
      'starts low',
    ]);
    expect(child(raw, 'extends')).toBe(undefined);
    expect(mutants).toEqual(['stays']);
    expect(specs[0].spec?.name).toBe('extended');
  });

  test('looks in the library only if there is one', () => {
    expect(codes(own('from-library.yaml'))).toEqual(['ASY6004']);
    const found = codes(own('from-library.yaml'), { library: join(folder, 'library') });
    expect(found.filter((code) => code.startsWith('ASY6'))).toEqual([]);
  });

  test('does not follow a link out of the folder', () => {
    const text = 'kind: model\nname: sly\nabout: Reaches out.\nextends: secret\n';
    expect(lintFile(sourceFile(own('sly.yaml'), text)).map(({ code }) => code)).toEqual([
      'ASY6004',
    ]);
  });

  test.each(['../secret/secret', '/etc/passwd', '..', 'below/../../secret', 'a\\b'])(
    '%s is refused',
    (name) => {
      const text = `kind: model\nname: sly\nabout: Reaches out.\nextends: ${name}\n`;
      expect(lintFile(sourceFile(own('sly.yaml'), text)).map(({ code }) => code)).toEqual([
        'ASY6005',
      ]);
    },
  );
});

describe('settings and mutants', () => {
  test('--set changes what is read', () => {
    const { specs } = loadSpecs(own('counter.yaml'), { set: ['N=7'] });
    const spec = specs[0].spec;
    expect(spec?.kind === 'model' && spec.constants[0].value).toBe(7);
  });

  test('a wrong value is shown on the command line', () => {
    const { diagnostics } = loadSpecs(own('counter.yaml'), { set: ['N=two'] });
    expect(diagnostics[0].span.file.path).toBe('--set N=two');
    expect(spanText(diagnostics[0].span)).toBe('two');
  });

  test('a mutant is the spec with its change, and knows the place of it', () => {
    const { specs } = loadSpecs(own('counter.yaml'));
    const mutant = specs[0].mutant('stays');
    expect(mutant.spec?.kind).toBe('model');
    const when = child(
      child(child(mutant.loaded.raw, 'actions') as Mapping, 'up') as Mapping,
      'when',
    );
    expect(when && spanText(when.span)).toBe('x < N - 1');
    expect(specs[0].loaded.mutants).toEqual(['stays']);
  });
});

test('what is not supported yet is no fault of the spec: lint warns, reading refuses', () => {
  const text = `kind: model
name: waits
about: It waits.
state:
  x: clock
  done: boolean
actions:
  go:
    when: x >= 2
    then:
      done: true
properties:
  ends:
    reachable: done
`;
  const warnings = lintFile(sourceFile('clock.yaml', text));
  expect(warnings.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['warning ASY7001']);
  const { specs, diagnostics } = loadSpecs(sourceFile('clock.yaml', text));
  expect(specs[0].spec).toBe(null);
  expect(diagnostics.map(({ code }) => code.slice(0, 4))).toContain('ASY7');
});

test('the examples of the other kinds are without fault, mutants included', () => {
  const files = loadFolder(examples);
  expect(files.map(({ documents }) => documents[0].kind).sort()).toEqual([
    'program',
    'study',
    'system',
    'tasks',
    'theory',
  ]);
  for (const { file } of files) {
    // Nobody has looked up the protocol of the system.
    expect(lintFile(file).filter(({ code }) => code !== 'ASY5505')).toEqual([]);
    const { specs } = loadSpecs(file);
    expect(specs[0].spec?.properties.length).toBeGreaterThan(0);
  }
});
