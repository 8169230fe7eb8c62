// @ts-check
/**
 * Makes one script of the chunks into which esbuild has split the command line: Node 20 can hand V8 the code
 * that it compiled earlier of a script (bin/compiled.mjs), but not of ES modules. Splitting first, and joining then,
 * keeps what ES modules give: what is not used is left out, and a chunk that is loaded on demand runs when it is
 * asked for.
 *
 *     (function (exports, require, module, __filename, importModule) {
 *       const parts = { 'cli.js'(exports, module, require) { … }, 'chunks/….js'(…) { … } };
 *       …
 *     })
 */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { posix } from 'node:path';
import * as esbuild from 'esbuild';

/**
 * The text of the file. Its first line holds a digest of the rest, by which compiled code is known to be of it.
 *
 * @param {ReadonlyMap<string, string>} chunks the text of each ES module, by its path from dist/
 * @param {string} entry the one whose exports are those of the file
 * @returns {Promise<string>}
 */
export async function oneScript(chunks, entry) {
  const parts = await Promise.all(
    [...chunks].map(async ([path, text]) => {
      const { code } = await esbuild.transform(toLoad(path, text, chunks), {
        format: 'cjs',
        platform: 'node',
        target: 'node20.19',
        minifyWhitespace: true,
        minifySyntax: true,
        define: { 'import.meta.url': '__url' },
        legalComments: 'eof',
      });
      return `${JSON.stringify(path)}(exports,module,require){${code}\n}`;
    }),
  );
  const body = `"use strict";const parts={${parts.join(',\n')}};\n${LOADER}module.exports=load(${JSON.stringify(entry)});`;
  const text = asAscii(`(function(${PARAMETERS}){${body}\n})\n`);
  const digest = createHash('sha256').update(text).digest('hex').slice(0, DIGITS);
  return `/*${digest}*/${text}`;
}

const DIGITS = 32;

/** As of a CommonJS module, and what stands for `import()`. */
const PARAMETERS = 'exports,require,module,__filename,importModule';

/** A byte a character, so that V8 need not decode. @param {string} text */
const asAscii = (text) =>
  text.replace(/[^\0-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * Imports of other chunks, by their path from dist/. An `import(…)` becomes a call: kept compiled code does not
 * remember where its own would be resolved.
 *
 * @param {string} path @param {string} text @param {ReadonlyMap<string, string>} chunks
 */
function toLoad(path, text, chunks) {
  return text.replace(/\b(import\(|from|import)(\s*)"([^"\s]+)"/g, (_, word, space, to) => {
    const target = posix.join(posix.dirname(path), to);
    const name = chunks.has(target) ? `/${target}` : to;
    return word === 'import(' ? `__import("${name}"` : `${word}${space}"${name}"`;
  });
}

/** Node's modules that take milliseconds to load, and that few commands use: loaded when one of their names is. */
const LATE = ['child_process', 'crypto', 'os', 'v8', 'worker_threads'];

const names = (/** @type {string} */ name) => Object.keys(createRequire(import.meta.url)(name));

/** Runs each part once, when it is first asked for. */
const LOADER = `
const late=${JSON.stringify(Object.fromEntries(LATE.map((name) => [`node:${name}`, names(name)])))};
function nodes(name){
  if(!Object.hasOwn(late,name))return require(name);
  const module={};
  for(const key of late[name])Object.defineProperty(module,key,{enumerable:true,get:()=>require(name)[key]});
  return module;
}
const __url=require("node:url").pathToFileURL(__filename).href;
const loaded=new Map();
function load(path){
  const known=loaded.get(path);
  if(known)return known.exports;
  const module={exports:{}};
  loaded.set(path,module);
  parts[path](module.exports,module,some);
  return module.exports;
}
const some=(name)=>name[0]==="/"?load(name.slice(1)):nodes(name);
const __import=async(name)=>name[0]==="/"?load(name.slice(1)):importModule(name);
`;
