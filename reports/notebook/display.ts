/**
 * Hands a bundle to whatever runs the cell. tslab's own `display` sends one media type at a time, which
 * front ends show as several outputs; its kernel keeps the function that sends a whole bundle, which is
 * used where it is there. Outside a notebook the text is printed.
 */
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';

/** One thing in several media types, richest first. */
export interface Bundle {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export type Writer = (bundle: Bundle) => void;

let chosen: Writer | null = null;

/** Sends bundles to `writer` from now on (another kernel, a test); null: to find out again. */
export function displayWith(writer: Writer | null): void {
  chosen = writer;
}

export function display(bundle: Bundle): void {
  chosen ??= tslabWriter(process.argv[1]) ?? printer;
  chosen(bundle);
}

const printer: Writer = ({ data }) => console.log(String(data['text/plain'] ?? ''));

/** What this file needs of tslab 1.0. */
interface TslabKernel {
  readonly lastWriteDisplayData?: (
    content: { data: object; metadata: object; transient: object },
    update: boolean,
  ) => void;
}

interface TslabLibrary {
  readonly display?: { readonly raw?: (media: string, content: unknown) => void };
}

/**
 * The kernel is the program that runs (`tslab/bin/tslab`); a `tslab` found by its name could be another
 * copy, with nobody listening. Null where the program is not tslab's kernel.
 */
export function tslabWriter(program: string | undefined): Writer | null {
  if (program === undefined || !existsSync(program)) return null;
  const load = createRequire(realpathSync(program));
  const kernel = loaded<TslabKernel>(load, '../dist/jupyter.js');
  if (kernel === null) return null;
  if ('lastWriteDisplayData' in kernel) {
    // Looked up for each bundle: the kernel sets it anew for each cell.
    return ({ data, metadata }) =>
      kernel.lastWriteDisplayData?.({ data, metadata, transient: {} }, false);
  }
  const library: TslabLibrary = load('../dist/public.js');
  return ({ data }) => {
    // The richest two; a front end that cannot show the one shows the other.
    for (const [media, content] of Object.entries(data).slice(0, 2)) {
      library.display?.raw?.(media, content);
    }
  };
}

/** A module of the running program that is in memory already; null where there is none. */
function loaded<T>(load: NodeJS.Require, path: string): T | null {
  try {
    return (load.cache[load.resolve(path)]?.exports as T | undefined) ?? null;
  } catch {
    return null;
  }
}
