import { expect, test } from 'vitest';
import { formatDiagnostic } from './diagnostic-format.js';
import type { Diagnostic } from './diagnostics.js';
import { sourceFile } from './source.js';

const file = sourceFile(
  'specs/a.yaml',
  `kind: model\nactions:\n  up:\n\twen: x < 3\n${'y'.repeat(300)}\n\u001b[31m\n`,
);

const at = (piece: string, more: Partial<Diagnostic> = {}): Diagnostic => {
  const start = file.text.indexOf(piece);
  const span = { file, start, end: start + piece.length };
  return { code: 'ASY2010', severity: 'error', span, message: 'unknown key', ...more };
};

test('shows the line, marks the place, and says what to do', () => {
  const related = [{ span: at('kind').span, message: 'first here' }];
  expect(formatDiagnostic(at('wen', { hint: 'did you mean `when`?', related }))).toBe(
    [
      'specs/a.yaml:4:2: error ASY2010: unknown key',
      '    4 |  wen: x < 3',
      '      |  ^^^',
      '  first here: specs/a.yaml:1:1',
      '  did you mean `when`?',
    ].join('\n'),
  );
});

test('cuts long lines, and lets no control character through', () => {
  const { span } = at('yyy');
  const far = { ...at('yyy'), span: { file, start: span.start + 250, end: span.start + 255 } };
  const [, source, mark] = formatDiagnostic(far).split('\n');
  expect(source.length).toBeLessThan(120);
  expect(mark.trimEnd().endsWith('^^^^^')).toBe(true);
  expect(mark.indexOf('^')).toBeLessThan(source.length);
  expect(formatDiagnostic(at('[31m'))).not.toContain('\u001b');
});

test('paints by role', () => {
  const painted = formatDiagnostic(at('wen'), (text, role) => `<${role}>${text}</>`);
  expect(painted).toContain('<error>error</>');
  expect(painted).toContain('<place>specs/a.yaml:4:2</>');
});
