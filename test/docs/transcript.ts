/**
 * Console blocks: `$ command`, then what it prints. A line `…` stands for any lines, `…` inside a line
 * for any text. Times, sizes and the version differ from run to run and are compared by kind alone, so
 * that a transcript can show real ones.
 */

export interface Exchange {
  readonly command: string;
  readonly output: readonly string[];
}

/** The commands of a block with their outputs; what stands before the first command is refused. */
export function exchangesOf(lines: readonly string[]): Exchange[] {
  const exchanges: { command: string; output: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith('$ ')) exchanges.push({ command: line.slice(2), output: [] });
    else if (exchanges.length > 0) exchanges[exchanges.length - 1].output.push(line);
    else if (line !== '') throw new Error(`a console block begins with a command, not: ${line}`);
  }
  return exchanges;
}

export function linesOf(exchanges: readonly Exchange[]): string[] {
  return exchanges.flatMap(({ command, output }) => [`$ ${command}`, ...output]);
}

/** Does the output shown stand for the real one? Blank lines at the end do not count. */
export function matches(shown: readonly string[], real: readonly string[]): boolean {
  return matchFrom(trimmed(shown).map(alike), 0, trimmed(real).map(alike), 0);
}

/** What should be shown now: what is shown, where it fits; else the real output, shortened in the same
 * place where it was shortened once. */
export function renewed(shown: readonly string[], real: readonly string[]): readonly string[] {
  if (matches(shown, real)) return shown;
  const now = trimmed(real);
  const gap = shown.indexOf('…');
  const after = trimmed(shown).length - gap - 1;
  if (gap === -1 || gap !== shown.lastIndexOf('…') || gap + after >= now.length) return now;
  return [...now.slice(0, gap), '…', ...now.slice(now.length - after)];
}

function matchFrom(
  shown: readonly string[],
  i: number,
  real: readonly string[],
  j: number,
): boolean {
  if (i === shown.length) return j === real.length;
  if (shown[i].trim() === '…') {
    for (let k = j; k <= real.length; k++) if (matchFrom(shown, i + 1, real, k)) return true;
    return false;
  }
  return j < real.length && lineMatches(shown[i], real[j]) && matchFrom(shown, i + 1, real, j + 1);
}

function lineMatches(shown: string, real: string): boolean {
  if (!shown.includes('…') || shown === real) return shown === real;
  const parts = shown.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(real);
}

const VARIABLE: readonly (readonly [RegExp, string])[] = [
  [/(?:^| +)(under 1 ms|[0-9]+ ms|[0-9]+\.[0-9] s|[0-9]+ min [0-9]+ s)(?![\w/])/g, ' TIME'],
  [/ +[0-9]+(\.[0-9])? [KMG]iB/g, ' SIZE'],
  [/Assay [0-9]+\.[0-9]+\.[0-9]+/g, 'Assay VERSION'],
  [/("(?:cpuSeconds|seconds|peakMemoryBytes)": )[0-9.e-]+/g, '$1NUMBER'],
];

function alike(line: string): string {
  let text = line.trimEnd();
  for (const [pattern, instead] of VARIABLE) text = text.replace(pattern, instead);
  return text;
}

function trimmed(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return lines.slice(0, last + 1);
}

/** Words of a command line as a shell would split them: blanks, single and double quotes. */
export function words(command: string): string[] {
  const found = command.match(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g) ?? [];
  return found.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, (_, a, b) => a ?? b));
}
