/** Where in a protocol's file something was thrown, read from the stack. */
import { fileURLToPath } from 'node:url';

/** Lines and columns from 1. */
export interface CodePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Our own frames: the kit, and what is bundled with it. */
const OWN = /[\\/]engine[\\/]node[\\/](?!.*\.test\.)|[\\/]dist[\\/](cli\.cjs|index\.[cm]js)/;
const FRAME = /^\s*at (?:.*\()?(.+?):(\d+):(\d+)\)?$/;

/** The innermost frame that is neither ours nor Node's. */
export function placeInStack(error: Error): CodePlace | null {
  for (const text of (error.stack ?? '').split('\n')) {
    const frame = FRAME.exec(text);
    if (frame === null) continue;
    const [, script, line, column] = frame;
    if (script.startsWith('node:') || script === '<anonymous>') continue;
    if (!OWN.test(script) && !script.includes('node_modules')) {
      const file = script.startsWith('file:') ? fileURLToPath(script.replace(/\?.*$/, '')) : script;
      return { file, line: Number(line), column: Number(column) };
    }
  }
  return null;
}
