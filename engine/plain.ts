/** Values as plain JSON: what people, reports and other tools read of a state, a binding or a constant. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/**
 * Plain JSON as one line for people, where no type is at hand: `none` for null, and
 * `prepared(rm = 1)` for an object whose only key is a name with an object below it.
 */
export function formatPlain(plain: Plain): string {
  if (plain === null) return 'none';
  if (typeof plain !== 'object') return String(plain);
  if (isList(plain)) return `[${plain.map(formatPlain).join(', ')}]`;
  const entries = Object.entries(plain);
  if (entries.length === 1) {
    const [name, fields] = entries[0];
    if (
      /^[A-Za-z]\w*$/.test(name) &&
      typeof fields === 'object' &&
      fields !== null &&
      !isList(fields)
    ) {
      return `${name}(${formatEntries(fields, ' = ')})`;
    }
  }
  return `{${formatEntries(plain, ': ')}}`;
}

function formatEntries(object: { readonly [key: string]: Plain }, between: string): string {
  return Object.entries(object)
    .map(([key, value]) => `${key}${between}${formatPlain(value)}`)
    .join(', ');
}

export function isList(plain: Plain): plain is readonly Plain[] {
  return Array.isArray(plain);
}
