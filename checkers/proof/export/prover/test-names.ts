/**
 * For tests of Lean, which no machine of ours has: does every name of an exported file stand for
 * something declared before it? A reader of tokens only: it knows declarations and binders, not types.
 */
const KNOWN = new Set(
  `Prop Type Int Bool List Option true false True False none some fun if then else let match with by intros intro rfl
  exact sorry def theorem axiom inductive structure where open Classical noncomputable section namespace end mutual
  epsilon Nonempty max min`.split(/\s+/),
);

/** Names that nothing declares, in order. */
export function undeclared(text: string): string[] {
  const code = text.replace(/--.*$/gm, '');
  const declared = new Set<string>();
  const bound = boundNames(code);
  const lacking: string[] = [];
  let type = '';
  for (const line of code.split('\n')) {
    const head = /^(?:def|theorem|axiom|inductive|structure|namespace) (\S+)/.exec(line);
    if (head !== null) {
      type = head[1];
      declared.add(type);
      if (line.startsWith('structure')) declared.add(`${type}.mk`);
    }
    const member = line.includes('=>') ? null : /^ {2}(?:\| )?([A-Za-z]\w*)(?=$| \(| :)/.exec(line);
    if (member !== null) {
      declared.add(`${type}.${member[1]}`);
      declared.add(`.${member[1]}`);
    }
    const rest = line.slice(member?.[0].length ?? 0);
    for (const [name] of rest.matchAll(/(?<![\w'])\.?[A-Za-z_][\w']*(?:\.[A-Za-z_]\w*)*/g))
      if (!isKnown(name, declared, bound)) lacking.push(name);
  }
  return lacking;
}

function isKnown(name: string, declared: ReadonlySet<string>, bound: ReadonlySet<string>): boolean {
  const [first, ...fields] = name.split('.');
  if (KNOWN.has(name) || declared.has(name) || /^(Int|List)$/.test(first)) return true;
  // Of something in brackets (`first` is empty), or of something bound.
  return (
    (first === '' || bound.has(first)) &&
    fields.every((f) => declared.has(`.${f}`) || OF_CORE.has(f))
  );
}

/** Fields and functions of Lean's own types. */
const OF_CORE = new Set(
  'getD toNat length map foldr take drop Nodup log2 range filter tail mk 1 2'.split(' '),
);

/** What binders, patterns and `let` bind, anywhere. */
function boundNames(code: string): ReadonlySet<string> {
  const names = new Set<string>(['_']);
  const add = (text: string): void => {
    for (const name of text.split(/\s+/)) names.add(name);
  };
  for (const [, group] of code.matchAll(/[({]([\w' ]+?) : /g)) add(group);
  for (const [, group] of code.matchAll(/(?:[∀∃]|fun) ([\w' ]+?)(?: :|,| =>)/g)) add(group);
  for (const [, name] of code.matchAll(/let (\S+) :=/g)) add(name);
  for (const [, pattern] of code.matchAll(/\| ([\w.' ,]+?) =>/g))
    add(pattern.replace(/^\S+\.\S+|,/g, ' '));
  for (const [, name] of code.matchAll(/^ {2}intro (.+)$/gm)) add(name);
  return names;
}
