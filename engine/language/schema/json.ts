/** A tree as plain data, as YAML 1.2 core would resolve it: what JSON Schema judges. */
import type { Scalar, Tree } from '../yaml/tree.js';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export function toJson(tree: Tree): Json {
  switch (tree.node) {
    case 'scalar':
      return scalarJson(tree);
    case 'list':
      return tree.items.map(toJson);
    case 'mapping': {
      // No prototype: `__proto__` and `constructor` are keys like any other.
      const object: { [key: string]: Json } = Object.create(null);
      for (const { key, value } of tree.entries) object[key.text] = toJson(value);
      return object;
    }
  }
}

function scalarJson({ text, style }: Scalar): Json {
  if (text === null) return null;
  if (style !== 'plain') return text;
  if (/^(?:null|Null|NULL|~)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) return Number(text);
  return text;
}
