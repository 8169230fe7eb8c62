/** What a spec is called, or says, never becomes syntax of a report. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaign } from '../test/campaign.js';
import { HOSTILE, hostileResult, place, RUN, specResult, verdict } from './fixtures.js';
import { renderGithub } from './github.js';
import { graphDot, graphSvg } from './graph.js';
import { html, prose, scriptJson } from './html/markup.js';
import { render } from './index.js';
import { renderJunit } from './junit.js';
import { escapeMarkdown } from './markdown.js';
import { buildReport } from './model.js';
import { renderSarif } from './sarif.js';
import { parseXml } from './test-xml.js';

const report = buildReport({
  results: [hostileResult()],
  run: { ...RUN, command: HOSTILE },
  sources: new Map([[HOSTILE, HOSTILE]]),
  problems: [
    {
      ...place(HOSTILE, 1, 1, 5),
      code: 'ASY1001',
      severity: 'error',
      message: HOSTILE,
      hint: HOSTILE,
    },
  ],
});

/** Any string that a YAML file could carry, lone surrogates and controls included. */
const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '<',
      '>',
      '&',
      '"',
      "'",
      '`',
      '|',
      '%',
      '\n',
      ':',
      ',',
      '\ud800',
      '\u0000',
      ']',
      '-',
      '\\',
      '\u001b',
    ),
  }),
);

const named = (name: string) =>
  buildReport({
    results: [
      specResult({
        name,
        file: name,
        verdicts: [
          verdict({
            property: name,
            base: name,
            claim: name,
            text: name,
            status: 'violated',
            place: place(name, 1, 1, 1),
          }),
        ],
      }),
    ],
    run: RUN,
  });

describe('a hostile spec', () => {
  it.each(['text', 'markdown', 'github', 'junit', 'html'] as const)(
    'puts no control character into %s',
    async (format) => {
      const text = await render(report, format);
      expect(
        text.match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g),
      ).toBeNull();
    },
  );

  it('puts no element into the page', async () => {
    // Only what comes before our own scripts: those may say what they like.
    const page = (await render(report, 'html')).split('<script')[0];
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page.match(/<img|onerror=alert\(1\)>/)?.[0]).toBeUndefined();
    expect(page.includes(HOSTILE)).toBe(false);
  });

  it('puts no HTML into Markdown', async () => {
    const markdown = await render(report, 'markdown');
    const outsideCode = markdown.replace(/^(`{3,})[\s\S]*?^\1/gm, '').replace(/^(`+) .* \1$/gm, '');
    expect(outsideCode.match(/<(script|img)|^# title/m)?.[0]).toBeUndefined();
  });

  it('stays one GitHub command a line', () => {
    const lines = renderGithub(report).trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      expect(line).toMatch(
        /^::error file=[^,:]*,line=1,endLine=1,col=1,endColumn=6,title=[^,:]*::/,
      );
    }
  });

  it('is a label in a graph', async () => {
    const graph = hostileResult().exploration?.graph;
    if (!graph) throw new Error('the fixture has a graph');
    expect(graphDot(graph).split('\n')).toHaveLength(9);
    const svg = await graphSvg(graph);
    expect(svg).not.toMatch(/<script|<img/);
    expect(() => parseXml(svg)).not.toThrow();
  });
});

describe('any name', () => {
  it('leaves JUnit well formed, and is read back', () => {
    const { seed, runs } = campaign('junit', { sample: 300, deep: 100_000 });
    fc.assert(
      fc.property(anything, (name) => {
        const root = parseXml(renderJunit(named(name)));
        const testcase = root.children[0].children[0];
        expect(testcase.name).toBe('testcase');
        expect(testcase.children.map((c) => c.name)).toEqual(['failure']);
        if (/^[\x20-\x7e]*$/.test(name)) expect(testcase.attributes['name']).toBe(name);
      }),
      { seed, numRuns: runs },
    );
  });

  it('leaves one GitHub command a finding', () => {
    const { seed, runs } = campaign('github', { sample: 300, deep: 100_000 });
    fc.assert(
      fc.property(anything, (name) => {
        const text = renderGithub(named(name));
        expect(text.split('\n')).toHaveLength(2);
        expect(text).toMatch(
          /^::error file=[^,:]*,line=1,endLine=1,col=1,endColumn=2,title=[^,:]*::/,
        );
      }),
      { seed, numRuns: runs },
    );
  });

  it('is text in markup, in attributes and in script data', () => {
    const { seed, runs } = campaign('markup', { sample: 1000, deep: 300_000 });
    fc.assert(
      fc.property(anything, (name) => {
        const element = html`<p title="${name}">${name}</p>`.source;
        const body = element.slice('<p title="'.length, -'</p>'.length);
        expect(body.split('">')).toHaveLength(2);
        expect(body.replace('">', '')).not.toMatch(/[<>"']/);
        expect(prose(name).source.replace(/<\/?code>/g, '')).not.toMatch(/[<>"']/);
        const json = scriptJson([name]).source;
        expect(json).not.toMatch(/[<>&]/);
        expect(JSON.parse(json)).toEqual([name]);
      }),
      { seed, numRuns: runs },
    );
  });

  it('stays on its line and in its cell in Markdown', () => {
    const { seed, runs } = campaign('markdown', { sample: 1000, deep: 300_000 });
    fc.assert(
      fc.property(anything, (name) => {
        const text = escapeMarkdown(name);
        expect(text).not.toMatch(/[\n\r<>@]/);
        expect(text.replace(/\\[\s\S]/g, '')).not.toMatch(/[|`*_[\]]/);
      }),
      { seed, numRuns: runs },
    );
  });

  it('leaves SARIF readable', () => {
    const { seed, runs } = campaign('sarif', { sample: 200, deep: 50_000 });
    fc.assert(
      fc.property(anything, (name) => {
        const document = JSON.parse(renderSarif(named(name)));
        const { uri } = document.runs[0].results[0].locations[0].physicalLocation.artifactLocation;
        expect(uri).toMatch(/^[\w.~!*'()%/:-]*$/);
      }),
      { seed, numRuns: runs },
    );
  });
});
