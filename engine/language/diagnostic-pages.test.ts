import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { codes, examples, PAGE_PATH, pageText } from './diagnostic-pages.js';

test('the page of diagnostics is what the messages and the table say', () => {
  const again = 'run `npx tsx engine/language/diagnostic-pages.ts`';
  expect(readFileSync(PAGE_PATH, 'utf8') === pageText(), again).toBe(true);
});

test('every example is of a code that the messages have', () => {
  const known = codes();
  expect(known.size).toBeGreaterThan(100);
  for (const code of examples().keys()) expect([...known.keys()]).toContain(code);
});

test('every code of the text, of structure and of quantities has an example', () => {
  const shown = examples();
  const missing = [...codes().keys()].filter((code) => /^ASY[12]/.test(code) && !shown.has(code));
  expect(missing).toEqual([]);
});
