/** Lean 4 with nothing but its core library (L. de Moura, S. Ullrich, *The Lean 4 Theorem Prover*, 2021). */
import {
  apply,
  atom,
  binders,
  type Constructor,
  type Dialect,
  OPERATIONS,
  type Operation,
  piece,
  RANK,
  within,
} from './dialect.js';

const RESERVED = new Set(
  `abbrev at attribute axiom by calc class constant def deriving do else end example exists extends forall for from fun have
  if import in inductive infix infixl infixr instance let macro match mutual namespace noncomputable notation opaque open
  private protected return section set_option show structure suffices syntax then theorem universe variable where with
  Prop Type Sort Nat Int Bool List Option String Char Unit True False true false none some And Or Not Iff Eq Exists
  decide id Set Fin Array Prod Sum Inhabited Nonempty Classical propext funext sorry nil cons not and or xor max min
  nomatch unless try catch finally throw mut break continue assert partial unsafe using precedence prefix postfix`.split(
    /\s+/,
  ),
);

const inductive = (name: string, constructors: readonly Constructor[]): string[] => [
  `inductive ${name} where`,
  ...constructors.map(({ name: c, takes }) => `  | ${c}${binders(takes)}`),
];

export const lean: Dialect = {
  language: 'Lean 4',
  reserved: RESERVED,
  signs: {
    and: '∧',
    or: '∨',
    not: '¬ ',
    implies: '→',
    iff: '↔',
    unequal: '≠',
    most: '≤',
    least: '≥',
    arrow: '→',
  },
  integers: 'Int',
  booleans: 'Bool',
  option: 'Option',
  list: 'List',
  none: 'none',
  some: 'some',
  append: '++',
  qualified: true,
  quantifiers: { forall: '∀', exists: '∃' },
  choice: (test, yes, no) => `if ${test} then ${yes} else ${no}`,
  power: (base, exponent) => `${base} ^ (${exponent}).toNat`,
  functions: { div: 'Int.fdiv', mod: 'Int.fmod', min: 'min', max: 'max' },
  absolute: (of) => apply('max', of, piece(`- ${within(of, RANK.atom)}`, RANK.sum)),
  mapped: (f, list) => apply('List.map', f, list),
  filtered: (keep, list) => apply('List.filter', keep, list),
  tail: (list) => apply('List.tail', list),
  listed: (items) => `[${items.join(', ')}]`,
  field: (_, field, of) => atom(`${of}.${field}`),
  constructor_: (type, name) => `${type}.${name}`,
  matched: (of, cases) =>
    `match ${of} with ${cases.map(([pattern, value]) => `| ${pattern} => ${value}`).join(' ')}`,
  abbreviation: (name, value) => `let ${name} := ${value}`,
  comment: (lines) => lines.map((line) => `-- ${line}`.trimEnd()),
  opening: (name, used) => [
    ...(used === null ? [] : ['open Classical']),
    'noncomputable section',
    `namespace ${name}`,
    ...OPERATIONS.flatMap((o) => (used?.has(o) === true ? ['', ...DEFINITIONS[o]] : [])),
  ],
  closing: (name) => ['', `end ${name}`],
  inductive,
  inductives: (types) =>
    types.length === 1
      ? inductive(types[0].name, types[0].constructors)
      : ['mutual', ...types.flatMap((t) => inductive(t.name, t.constructors)), 'end'],
  record: (name, fields) => [
    `structure ${name} where`,
    ...fields.map(({ name: field, type }) => `  ${field} : ${type}`),
  ],
  definition: (name, parameters, gives, body) => [
    `def ${name}${binders(parameters)} : ${gives} :=`,
    ...body.map((line) => `  ${line}`),
  ],
  recursive: ({ name, parameters, gives, clauses }) => [
    `def ${name} : ${[...parameters.map((p) => p.type), gives].join(' → ')}`,
    ...clauses.map(({ patterns, value }) => `  | ${patterns.join(', ')} => ${value}`),
  ],
  assumed: (name, type) => [`axiom ${name} : ${type}`],
  inhabited: (name, type) => [`axiom ${name} : Nonempty ${type}`],
  axiom: (name, statement) => [`axiom ${name} : ${statement}`],
  theorem: (name, statement, proof) => [
    `theorem ${name} :`,
    ...statement.map((line, i) => `    ${line}${i === statement.length - 1 ? ' := by' : ''}`),
    ...(proof ?? ['sorry']).map((line) => `  ${line}`),
  ],
  reachable: ([first, next]) => [
    'inductive reachable : State → Prop where',
    `  | at_first (s : State) : ${first}`,
    `  | after_step (s s' : State) : ${next}`,
  ],
  byInduction: () => ['sorry'],
  byPart: (n, of) => [
    'intro s h',
    `exact ${of === 1 ? 'it_always_holds s h' : `(it_always_holds s h)${'.2'.repeat(n)}${n === of - 1 ? '' : '.1'}`}`,
  ],
  byComputation: ['intros; rfl'],
};

const listing = 'l.Nodup ∧ (∀ x, x ∈ l ↔ s x)';

const DEFINITIONS: Readonly<Record<Operation, readonly string[]>> = {
  truth: ['def truth (P : Prop) : Bool := if P then true else false'],
  update: [
    'def update {K V : Type} (f : K → V) (k : K) (v : V) : K → V :=',
    '  fun x => if x = k then v else f x',
  ],
  get: [
    '-- The value of an option; the default stands where there is none.',
    'def get {T : Type} (default : T) (o : Option T) : T := o.getD default',
  ],
  size: [
    '-- How many members a finite set has.',
    'def size {T : Type} (s : T → Prop) : Int :=',
    `  epsilon (fun n : Int => ∃ l : List T, ${listing} ∧ n = Int.ofNat l.length)`,
  ],
  total: [
    '-- The sum of f over a finite set.',
    'def total {T : Type} (s : T → Prop) (f : T → Int) : Int :=',
    `  epsilon (fun n : Int => ∃ l : List T, ${listing} ∧ n = (l.map f).foldr (· + ·) 0)`,
  ],
  least: [
    'def least (s : Int → Prop) : Int :=',
    '  epsilon (fun n : Int => s n ∧ ∀ m, s m → n ≤ m)',
  ],
  greatest: [
    'def greatest (s : Int → Prop) : Int :=',
    '  epsilon (fun n : Int => s n ∧ ∀ m, s m → m ≤ n)',
  ],
  the: ['def the {T : Type} (default : T) (s : T → Prop) : T := @epsilon T ⟨default⟩ s'],
  len: ['def len {T : Type} (q : List T) : Int := Int.ofNat q.length'],
  item: [
    '-- Sequences are numbered from 1; the default stands outside.',
    'def item {T : Type} (default : T) (q : List T) (i : Int) : T :=',
    '  if 1 ≤ i then q.getD (i - 1).toNat default else default',
  ],
  put: [
    'def put {T : Type} (q : List T) (i : Int) (v : T) : List T :=',
    '  q.take (i - 1).toNat ++ v :: q.drop i.toNat',
  ],
  slice: [
    'def slice {T : Type} (q : List T) (i j : Int) : List T :=',
    '  (q.drop (i - 1).toNat).take (j - i + 1).toNat',
  ],
  numbers: [
    'def numbers (a b : Int) : List Int :=',
    '  (List.range (b - a + 1).toNat).map (fun n => a + Int.ofNat n)',
  ],
  listTotal: [
    'def listTotal {T : Type} (q : List T) (f : T → Int) : Int := (q.map f).foldr (· + ·) 0',
  ],
  reach: [
    'inductive reach {T : Type} (follow : T → T → Prop) (start : T → Prop) : T → Prop where',
    '  | first (x : T) : start x → reach follow start x',
    '  | next (x y : T) : reach follow start x → follow x y → reach follow start y',
  ],
  log2: ['def log2 (n : Int) : Int := Int.ofNat n.toNat.log2'],
};
