/** For tests: exported files through Coq. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What Coq says against the text; nothing: it accepts it. */
export function complaints(coqc: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-coq-'));
  try {
    writeFileSync(join(folder, 'exported.v'), text);
    const { status, stderr, error } = spawnSync(coqc, ['-q', 'exported.v'], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (error !== undefined) throw error;
    return status === 0 ? '' : stderr.slice(0, 2000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Several files as modules of one, for Coq takes longer to start than to read them. */
export function asModules(texts: readonly string[]): string {
  const required = texts.flatMap((text) => text.match(/^From Coq Require Import .*$/gm) ?? []);
  const modules = texts.map((text, i) =>
    [`Module M${i}.`, text.replace(/^From Coq Require Import .*$/gm, ''), `End M${i}.`].join('\n'),
  );
  return [...new Set(required), ...modules, ''].join('\n');
}
