/** `options:` of a system, read by the protocol that declares them. */
import { entriesOf } from '../elaborate/declarations.js';
import { child, type Mapping, type Tree } from '../yaml/tree.js';
import type { DeclaredProtocol } from './declared.js';
import * as say from './messages.js';
import type { Settings } from './settings.js';

/** Every option with its value; presets where the spec is silent. */
export function optionsOf(
  root: Mapping,
  { options }: DeclaredProtocol,
  settings: Settings,
): Record<string, unknown> {
  const { constants, diagnostics } = settings;
  const written = entriesOf(child(root, 'options'));
  const values: Record<string, unknown> = {};
  for (const [name, { preset, parse }] of Object.entries(options))
    values[name] = parse(preset, () => null);
  for (const { key, value } of written) {
    if (!Object.hasOwn(options, key.text)) {
      diagnostics.add(say.unknownOption(key.span, key.text, Object.keys(options)));
      continue;
    }
    const { parse, about } = options[key.text];
    try {
      values[key.text] = parse(yamlOf(value, root), (name) => constants.measured(name));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      diagnostics.add(say.badOption(value.span, key.text, why, about));
    }
  }
  return values;
}

/** The value as YAML means it; a constant's name stands for what is written there. */
function yamlOf(tree: Tree, root: Mapping, depth = 0): unknown {
  if (tree.node === 'list') return tree.items.map((item) => yamlOf(item, root));
  if (tree.node === 'mapping')
    return Object.fromEntries(
      tree.entries.map(({ key, value }) => [key.text, yamlOf(value, root)]),
    );
  const text = (tree.text ?? '').trim();
  if (tree.style === 'plain' && (text === 'true' || text === 'false')) return text === 'true';
  const constants = child(root, 'constants');
  const constant = constants?.node === 'mapping' ? child(constants, text) : undefined;
  return constant?.node === 'scalar' && depth < 8 ? yamlOf(constant, root, depth + 1) : text;
}
