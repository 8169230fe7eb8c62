/**
 * Names of an exported Promela model: those of the spec where they can stand, else changed in one fixed
 * way. Nothing of a spec's text reaches the model but through here.
 */
import type { TypeOf } from '../../../../engine/language/types.js';

/** Words of Promela, of C (Spin writes C), and macros that a C preprocessor or Spin's C defines. */
const RESERVED = new Set(
  `active always assert atomic bit bool break byte c_code c_decl c_expr c_state c_track chan cond d_proctype
  D_proctype d_step do else empty enabled equivalent eval eventually false fi for full get_priority goto hidden
  if implies in init inline int len local ltl mtype nempty never next nfull notrace np_ od of pc_value pid
  printf printm priority proctype provided release return run select set_priority short show skip stronguntil
  timeout trace true typedef unless unsigned until weakuntil xr xs define ifdef ifndef endif include undef
  auto case char const continue default double enum extern float long register restrict signed sizeof static
  struct switch union void volatile while uchar schar uint ushort ulong now linux unix i386 stdin stdout stderr
  errno model stuck started violated defined`.split(/\s+/),
);

export class Names {
  private readonly taken = new Set<string>();
  private readonly members = new Map<string, string>();
  /** Names for numbers, in the order in which they were first used. */
  readonly defines: { readonly name: string; readonly value: number }[] = [];

  /** A name of its own that looks like `wanted`. */
  claim(wanted: string): string {
    const base = identifier(wanted);
    let name = base;
    for (let n = 2; this.taken.has(name); n++) name = `${base}_${n}`;
    this.taken.add(name);
    return name;
  }

  /** A name for a number. Members of two enums with one name and number share it. */
  readonly of = (type: TypeOf<'enum'> | TypeOf<'variant'>, position: number): string => {
    const wanted =
      type.kind === 'enum' ? type.members[position] : `tag_${type.shapes[position].name}`;
    return this.number(`${wanted} ${position}`, wanted, position);
  };

  /** A name for the place of something in an array; one `key`, one name. */
  number(key: string, wanted: string, value: number): string {
    const known = this.members.get(key);
    if (known !== undefined) return known;
    const name = this.claim(wanted);
    this.members.set(key, name);
    this.defines.push({ name, value });
    return name;
  }
}

/** Letters, digits and `_`; all capitals could be a macro of Spin's. */
function identifier(wanted: string): string {
  const plain = wanted
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60);
  const named = /^[A-Za-z]/.test(plain) ? plain : `x_${plain}`;
  return RESERVED.has(named) || /^[A-Z0-9_]+$/.test(named) ? `${named}_` : named;
}

/** Text of a spec inside a comment. */
export const commentText = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[^\x20-\x7e]/g, '?')
    .replaceAll('*/', '* /')
    .replaceAll('/*', '/ *')
    .replaceAll('\\', '/')
    .trim();
