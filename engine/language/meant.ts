/** What somebody may have meant by a quantity or a name that is not right: for the hints of several readers. */

/** `1-20ms`, which is a difference, meant as a range: `1..20 ms`; null of all else. */
export function rangeMeant(text: string): string | null {
  const match = /^\s*([\d.]+)\s*([a-zA-Z]+)?\s*(?:-|–|to)\s*([\d.]+)\s*([a-zA-Z]+)\s*$/.exec(text);
  if (match === null) return null;
  const [, low, own, high, unit] = match;
  const lower = own === undefined || own === unit ? low : `${low} ${own}`;
  return `${lower}..${high} ${unit}`;
}

/** Of `server9`, where there are fewer: the names that are there. */
export function numberedLike(name: string, names: readonly string[]): string | undefined {
  const [, stem] = /^(.*\D)\d+$/.exec(name) ?? [];
  const alike = names.filter(
    (other) => other.startsWith(stem ?? ' ') && /^\d+$/.test(other.slice(stem.length)),
  );
  if (alike.length === 0) return undefined;
  return alike.length === 1
    ? `there is \`${alike[0]}\``
    : `there are \`${alike[0]}\` to \`${alike.at(-1)}\``;
}
