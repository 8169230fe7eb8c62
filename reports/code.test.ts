/** Where the code of a protocol is wrong, every report shows that line, and tells of the spec only where the property was asked for. */
import { describe, expect, it } from 'vitest';
import { COMMIT_FILE, place, RESULTS, RUN, SOURCES, verdict } from './fixtures.js';
import { buildReport, FORMATS, render, renderTerminal } from './index.js';

const FILE = 'mine.ts';
const CODE = `import { helper } from './helper.js';

function early(n) {
  return Date.now() > n.mem.since;
}

export default implement(declaration, {
  server: {
    calls: {
      put(n, { value }, call) {
        throw new Error(value);
      },
    },
  },
});
`;
const property = place(COMMIT_FILE, 28, 3, 10);

const broken = (name: string, line: number, column: number, says: string) =>
  verdict({
    property: name,
    claim: `server, calls.put (${FILE}:${line}:${column}): ${says}`,
    status: 'error',
    place: property,
    code: { file: FILE, line, column, says },
  });

const reportOf = (verdicts: ReturnType<typeof broken>[], sources = new Map([[FILE, CODE]])) =>
  buildReport({
    results: [{ ...RESULTS[0], verdicts, mutants: null, unbroken: null }],
    run: RUN,
    sources: new Map([...SOURCES, ...sources]),
    problems: [],
  });

const CLOCK = broken('one', 4, 15, 'Date.now is not for handlers');
const THROWN = broken('one', 11, 15, 'no such thing');

describe('a line of code that is wrong', () => {
  it('is quoted below what it stands in, marked from where the name begins', () => {
    const text = renderTerminal(reportOf([THROWN]));
    expect(text).toContain(`mine.ts:11:15
 8 │   server: {
 9 │     calls: {
10 │       put(n, { value }, call) {
11 │         throw new Error(value);
   │               ^^^^^^^^^
   │               no such thing

asked for in ${COMMIT_FILE}:28:3`);
    const clock = renderTerminal(reportOf([CLOCK]));
    expect(clock).toContain(`mine.ts:4:15
3 │ function early(n) {
4 │   return Date.now() > n.mem.since;
  │          ^^^^^^^^
  │          Date.now is not for handlers`);
  });

  it('is quoted once, however many properties it leaves without an answer', () => {
    const two = { ...CLOCK, property: 'two', base: 'two' };
    const text = renderTerminal(reportOf([CLOCK, two]));
    expect(text.match(/\^{8}/g)).toHaveLength(1);
  });

  it.each(FORMATS.filter((format) => format !== 'junit' && format !== 'json'))(
    'is in %s',
    async (format) => {
      const text = await render(reportOf([THROWN]), format);
      const shows: Partial<Record<typeof format, RegExp>> = {
        github: /::error file=mine\.ts,line=11,endLine=11,col=15,.*asked for in .*:28:3/,
        sarif: /"uri": "mine\.ts"\s*\},\s*"region": \{\s*"startLine": 11,\s*"startColumn": 15,/,
        html: /throw <mark>new Error<\/mark>\(value\);/,
        markdown: /```ts[^`]*11 \| {9}throw new Error\(value\);/,
        text: /throw new Error\(value\);/,
      };
      expect(text).toMatch(shows[format] as RegExp);
      expect(text).not.toContain(SOURCES.get(COMMIT_FILE)?.split('\n')[27].trim());
    },
  );

  it('is told by its place where nobody has its text', () => {
    const text = renderTerminal(reportOf([THROWN], new Map()));
    expect(text).toContain('(mine.ts:11:15)');
    expect(text).toContain(`asked for in ${COMMIT_FILE}:28:3`);
  });

  it('is data in JSON, and a line in JUnit', async () => {
    const { specs } = JSON.parse(await render(reportOf([THROWN]), 'json'));
    expect(specs[0].verdicts[0].code).toEqual({
      file: FILE,
      line: 11,
      column: 15,
      says: 'no such thing',
    });
    expect(await render(reportOf([THROWN]), 'junit')).toContain('mine.ts:11:15: no such thing');
  });
});
