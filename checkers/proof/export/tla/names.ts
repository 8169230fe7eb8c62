/** Names of an exported TLA+ module: those of the spec where they can stand, else changed in one fixed way. */

const RESERVED = new Set(
  `ASSUME ASSUMPTION AXIOM BOOLEAN CASE CHOOSE CONSTANT CONSTANTS DOMAIN ELSE ENABLED EXCEPT EXTENDS FALSE IF
  IN INSTANCE LET LOCAL MODULE OTHER UNION SUBSET THEN THEOREM TRUE UNCHANGED VARIABLE VARIABLES WITH WF_ SF_
  BY DEFINE HAVE HIDE LAMBDA LEMMA NEW OBVIOUS OMITTED PICK PROOF PROPOSITION PROVE QED RECURSIVE STATE SUFFICES
  TAKE TEMPORAL USE WITNESS ACTION COROLLARY DEF DEFS ONLY STRING Nat Int Seq Len Append Head Tail SubSeq
  SelectSeq Cardinality IsFiniteSet Init Next Spec TypeOK Bound vars is x_ k_ i_ n_ Abs Log2 Min Max Sum Items
  Position Reach`.split(/\s+/),
);

/** Operators that a module defines only when it uses them. */
const OPERATORS = {
  Abs: ['Abs(n_) == IF n_ < 0 THEN -n_ ELSE n_'],
  Log2: ['Log2(n_) == CHOOSE i_ \\in 0..31 : 2^i_ <= n_ /\\ n_ < 2^(i_ + 1)'],
  Min: ['Min(S_) == CHOOSE x_ \\in S_ : \\A y_ \\in S_ : x_ <= y_'],
  Max: ['Max(S_) == CHOOSE x_ \\in S_ : \\A y_ \\in S_ : x_ >= y_'],
  Sum: [
    'RECURSIVE SumOver(_, _)',
    'SumOver(f_, S_) == IF S_ = {} THEN 0 ELSE LET x_ == CHOOSE y_ \\in S_ : TRUE IN f_[x_] + SumOver(f_, S_ \\ {x_})',
    'Sum(f_) == SumOver(f_, DOMAIN f_)',
  ],
  Items: ['Items(q_) == {q_[i_] : i_ \\in DOMAIN q_}'],
  Position: ['Position(q_, v_) == CHOOSE i_ \\in DOMAIN q_ : q_[i_] = v_'],
  Reach: [
    'RECURSIVE Reach(_, _)',
    'Reach(f_, S_) == LET more_ == S_ \\cup UNION {f_[x_] : x_ \\in S_} IN IF more_ = S_ THEN S_ ELSE Reach(f_, more_)',
  ],
} as const;

export class TlaNames {
  private readonly taken = new Set<string>();
  private readonly known = new Map<string, string>();
  private readonly used = new Set<keyof typeof OPERATORS>();

  private claim(key: string, wanted: string): string {
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const base = identifier(wanted);
    let name = base;
    for (let n = 2; this.taken.has(name); n++) name = `${base}_${n}`;
    this.taken.add(name);
    this.known.set(key, name);
    return name;
  }

  readonly type = (name: string): string => this.claim(`type ${name}`, name);
  readonly variable = (name: string): string => this.claim(`variable ${name}`, name);
  readonly action = (name: string): string => this.claim(`action ${name}`, name);
  readonly property = (name: string): string => this.claim(`property ${name}`, name);
  /** Fields have a world of their own. */
  readonly field = (name: string): string => identifier(name);

  /** A bound name may stand for several things, but not inside itself. */
  local(name: string, scope: ReadonlySet<string>): string {
    const base = identifier(name);
    let found = base;
    for (let n = 2; this.taken.has(found) || scope.has(found); n++) found = `${base}_${n}`;
    return found;
  }

  operator(name: keyof typeof OPERATORS): string {
    this.used.add(name);
    return name;
  }

  definitions(): string[] {
    return Object.entries(OPERATORS).flatMap(([name, lines]) =>
      this.used.has(name as keyof typeof OPERATORS) ? lines : [],
    );
  }
}

function identifier(wanted: string): string {
  const plain = wanted.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  const named = /[A-Za-z]/.test(plain) && !/^[0-9]/.test(plain) ? plain : `x_${plain}`;
  return RESERVED.has(named) || /^(WF|SF)_/.test(named) ? `${named}_` : named;
}
