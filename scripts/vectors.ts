/**
 * `npm run vectors -- FILE [--json]`: runs a file of test vectors for real-time analysis through the
 * product's own analyses, and says of each: pass, fail (wanted, got), or not covered. Exit code 1 where
 * one fails, 2 where the file cannot be read.
 */
import { readFileSync } from 'node:fs';
import { runVectors, type VectorResult } from '../checkers/schedulability/vectors.js';

process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  const files = args.filter((arg) => !arg.startsWith('--'));
  const strange = args.find((arg) => arg.startsWith('--') && arg !== '--json');
  if (files.length !== 1 || strange !== undefined) {
    console.error('usage: npm run vectors -- FILE [--json]');
    return 2;
  }
  let results: VectorResult[];
  try {
    results = runVectors(JSON.parse(readFileSync(files[0], 'utf8')));
  } catch (error) {
    console.error(`${files[0]}: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
  console.log(args.includes('--json') ? JSON.stringify(results, null, 2) : table(results));
  return results.some(({ status }) => status === 'fail') ? 1 : 0;
}

function table(results: readonly VectorResult[]): string {
  const width = (of: (result: VectorResult) => string) =>
    Math.max(0, ...results.map((result) => of(result).length));
  const [ids, kinds] = [width(({ id }) => id), width(({ kind }) => kind)];
  const lines = results.map(({ id, kind, status, wanted, got }) =>
    `${status.padEnd(12)}${id.padEnd(ids + 2)}${kind.padEnd(kinds + 2)}${wordsFor(status, wanted, got)}`.trimEnd(),
  );
  const count = (status: VectorResult['status']) =>
    results.filter((result) => result.status === status).length;
  return [
    ...lines,
    '',
    `${count('pass')} pass, ${count('fail')} fail, ${count('not covered')} not covered`,
  ].join('\n');
}

function wordsFor(status: VectorResult['status'], wanted: unknown, got: unknown): string {
  if (status === 'pass') return '';
  if (status === 'not covered') return String(got);
  return `wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`;
}
