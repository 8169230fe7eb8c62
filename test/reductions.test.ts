/** The table of reductions in the documents is the one that the script makes. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { reductionTable } from '../scripts/reductions.js';

test('docs/verdicts.md: what each reduction does to the library', async () => {
  const made: string[] = [];
  for await (const line of reductionTable('', false)) made.push(line);
  const text = readFileSync(new URL('../docs/verdicts.md', import.meta.url), 'utf8');
  expect(text).toContain(`\n${made.join('\n')}\n`);
}, 300_000);
