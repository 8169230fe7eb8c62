// @ts-check
/**
 * A script with the code that V8 made of it in earlier runs: reading that takes ten milliseconds, making it
 * anew a hundred. Node 20 keeps no compiled code by itself.
 *
 * The code lies beside the script as `NAME.DIGEST-VERSION-ARCH.code`: DIGEST is of the script's text and stands in its
 * first line, for V8 itself compares no more than the lengths of two texts; the rest is that of Node. V8 checks
 * once more what it is given, and refuses what another V8 or other flags have made, or what is cut short. Without
 * any, the script is compiled as ever.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import vm from 'node:vm';

export class CompiledScript {
  /**
   * @param {string} path where the script is: all of its text is ASCII, and its value is a function like that around a
   * CommonJS module (scripts/one-script.mjs)
   */
  constructor(path) {
    this.path = path;
    const text = readFileSync(path, 'latin1');
    const digest = /^\/\*(\w+)\*\//.exec(text)?.[1];
    this.codePath = `${path}.${digest}-${process.version}-${process.arch}.code`;
    const cachedData = digest === undefined ? undefined : contentsOf(this.codePath);
    this.script = new vm.Script(text, { filename: path, ...(cachedData ? { cachedData } : {}) });
    /** Is there nothing to be gained by `keep`? */
    this.known = digest === undefined || this.script.cachedDataRejected === false;
  }

  /**
   * Runs the script.
   *
   * @param {NodeJS.Require} require
   * @param {(name: string) => Promise<unknown>} importModule what stands for `import()` in it
   * @returns {any} what it exports
   */
  exports(require, importModule) {
    const module = { exports: {} };
    this.script.runInThisContext()(module.exports, require, module, this.path, importModule);
    return module.exports;
  }

  /** Leaves the code of all functions that have run so far for later runs, where this folder can be written to. */
  keep() {
    if (this.known) return;
    const temporary = `${this.codePath}.${process.pid}`;
    try {
      writeFileSync(temporary, this.script.createCachedData());
      renameSync(temporary, this.codePath);
    } catch {
      rmSync(temporary, { force: true });
    }
  }
}

/** @param {string} path @returns {Buffer | undefined} */
function contentsOf(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
