/** Coq 8.16 with its standard library (The Coq development team, *Reference Manual*, 2022). */
import {
  apply,
  binders,
  type Constructor,
  type Dialect,
  OPERATIONS,
  type Operation,
  piece,
  RANK,
} from './dialect.js';

const RESERVED = new Set(
  `as at cofix else end exists exists2 fix for forall fun if IF in let match mod Prop return Set SProp then Type using
  where with by lazymatch multimatch Axiom Definition Fixpoint Inductive Record Theorem Lemma Parameter Proof Qed Admitted
  True False true false bool nat Z N positive list option Some None nil cons pair prod sum unit tt eq not and or iff ex
  decide le lt ge gt inl inr left right sumbool length app map filter fst snd In id inhabited inhabits epsilon
  S O I comparison Eq Lt Gt Empty_set identity sig exist projT1 projT2 nth hd tl rev abs max min div`.split(
    /\s+/,
  ),
);

const constructorText = (type: string, { name, takes }: Constructor): string =>
  `| ${name}${binders(takes)} : ${type}`;

function inductives(
  types: readonly { name: string; constructors: readonly Constructor[] }[],
): string[] {
  const lines = types.flatMap(({ name, constructors }, i) => [
    `${i === 0 ? 'Inductive' : 'with'} ${name} : Type :=`,
    ...constructors.map((c) => `  ${constructorText(name, c)}`),
  ]);
  return ended(lines);
}

const ended = (lines: readonly string[]): string[] =>
  lines.map((line, i) => (i === lines.length - 1 ? `${line}.` : line));

export const coq: Dialect = {
  language: 'Coq',
  reserved: RESERVED,
  signs: {
    and: '/\\',
    or: '\\/',
    not: '~ ',
    implies: '->',
    iff: '<->',
    unequal: '<>',
    most: '<=',
    least: '>=',
    arrow: '->',
  },
  integers: 'Z',
  booleans: 'bool',
  option: 'option',
  list: 'list',
  none: 'None',
  some: 'Some',
  append: '++',
  qualified: false,
  quantifiers: { forall: 'forall', exists: 'exists' },
  choice: (test, yes, no) => `if decide (${test}) then ${yes} else ${no}`,
  power: (base, exponent) => `${base} ^ ${exponent}`,
  functions: { div: 'Z.div', mod: 'Z.modulo', min: 'Z.min', max: 'Z.max' },
  absolute: (of) => apply('Z.abs', of),
  mapped: (f, list) => apply('map', f, list),
  filtered: (keep, list) => apply('filter', keep, list),
  tail: (list) => apply('tl', list),
  listed: (items) => `[${items.join('; ')}]`,
  field: (type, field, of) =>
    piece(`${type === 'State' ? '' : `${type}_`}${field} ${of}`, RANK.apply),
  constructor_: (_, name) => name,
  matched: (of, cases) =>
    `match ${of} with ${cases.map(([pattern, value]) => `${pattern} => ${value}`).join(' | ')} end`,
  abbreviation: (name, value) => `let ${name} := ${value} in`,
  comment: (lines) =>
    lines.length === 1
      ? [`(* ${safe(lines[0])} *)`]
      : lines.map((line, i) => {
          const text = `${i === 0 ? '(* ' : '   '}${safe(line)}`.trimEnd();
          return i === lines.length - 1 ? `${text} *)` : text;
        }),
  opening: (_, used) =>
    used === null
      ? ['From Coq Require Import Classical.']
      : [
          'From Coq Require Import ZArith List ClassicalEpsilon FunctionalExtensionality PropExtensionality.',
          'Import ListNotations.',
          'Open Scope Z_scope.',
          '',
          'Definition decide : forall P : Prop, {P} + {~ P} := excluded_middle_informative.',
          ...OPERATIONS.flatMap((name) => (used.has(name) ? ['', ...DEFINITIONS[name]] : [])),
        ],
  closing: () => [],
  inductive: (name, constructors) => inductives([{ name, constructors }]),
  inductives,
  record: (name, fields) => [
    `Record ${name} : Type := mk${name} {`,
    ...fields.map(
      ({ name: field, type }, i) =>
        `  ${name === 'State' ? '' : `${name}_`}${field} : ${type}${i === fields.length - 1 ? '' : ';'}`,
    ),
    '}.',
  ],
  definition: (name, parameters, gives, body) => [
    `Definition ${name}${binders(parameters)} : ${gives} :=`,
    ...ended(body.map((line) => `  ${line}`)),
  ],
  recursive: ({ name, parameters, gives, on, clauses }) => [
    `Fixpoint ${name}${binders(parameters)} {struct ${parameters[on].name}} : ${gives} :=`,
    `  match ${parameters[on].name} with`,
    ...clauses.map(({ patterns, value }) => `  | ${patterns[on]} => ${value}`),
    '  end.',
  ],
  assumed: (name, type) => [`Parameter ${name} : ${type}.`],
  inhabited: (name, type) => [`Axiom ${name} : inhabited ${type}.`],
  axiom: (name, statement) => [`Axiom ${name} : ${statement}.`],
  theorem: (name, statement, proof) => [
    `Theorem ${name} :`,
    ...ended(statement.map((line) => `  ${line}`)),
    ...(proof === null ? ['Admitted.'] : ['Proof.', ...proof.map((line) => `  ${line}`), 'Qed.']),
  ],
  reachable: ([first, next]) => [
    'Inductive reachable : State -> Prop :=',
    `  | at_first : forall s, ${first}`,
    `  | after_step : forall s s', ${next}.`,
  ],
  byInduction: (lemmas) => [
    'intros s H; induction H; [ now apply it_holds_at_first | ].',
    'repeat match goal with H : step _ _ |- _ => unfold step in H | H : _ \\/ _ |- _ => destruct H',
    '  | H : exists _, _ |- _ => destruct H end.',
    ...(lemmas.length === 0
      ? ['contradiction.']
      : lemmas.map((lemma, i) => {
          const [before, after] = [
            i === 0 ? 'all: first [' : ' ',
            i < lemmas.length - 1 ? ' |' : ' ].',
          ];
          return `${before} eapply ${lemma}; eassumption${after}`;
        })),
  ],
  byPart: () => ['intros s H; apply it_always_holds in H; unfold invariant in H; tauto.'],
  byComputation: ['intros; reflexivity.'],
};

/** Nothing of a spec's text may open or close a comment, nor a string in it. */
const safe = (text: string): string => text.replace(/\(\*|\*\)/g, '( *').replace(/"/g, "'");

const listing = 'NoDup l /\\ (forall x, In x l <-> s x)';

const DEFINITIONS: Readonly<Record<Operation, readonly string[]>> = {
  truth: ['Definition truth (P : Prop) : bool := if decide P then true else false.'],
  update: [
    'Definition update {K V : Type} (f : K -> V) (k : K) (v : V) : K -> V :=',
    '  fun x => if decide (x = k) then v else f x.',
  ],
  get: [
    '(* The value of an option; the default stands where there is none. *)',
    'Definition get {T : Type} (default : T) (o : option T) : T :=',
    '  match o with Some x => x | None => default end.',
  ],
  size: [
    '(* How many members a finite set has. *)',
    'Definition size {T : Type} (s : T -> Prop) : Z :=',
    `  epsilon (inhabits 0) (fun n => exists l, ${listing} /\\ n = Z.of_nat (length l)).`,
  ],
  total: [
    '(* The sum of f over a finite set. *)',
    'Definition total {T : Type} (s : T -> Prop) (f : T -> Z) : Z :=',
    `  epsilon (inhabits 0) (fun n => exists l, ${listing} /\\ n = fold_right Z.add 0 (map f l)).`,
  ],
  least: [
    'Definition least (s : Z -> Prop) : Z :=',
    '  epsilon (inhabits 0) (fun n => s n /\\ forall m, s m -> n <= m).',
  ],
  greatest: [
    'Definition greatest (s : Z -> Prop) : Z :=',
    '  epsilon (inhabits 0) (fun n => s n /\\ forall m, s m -> m <= n).',
  ],
  the: [
    'Definition the {T : Type} (default : T) (s : T -> Prop) : T := epsilon (inhabits default) s.',
  ],
  len: ['Definition len {T : Type} (q : list T) : Z := Z.of_nat (length q).'],
  item: [
    '(* Sequences are numbered from 1; the default stands outside. *)',
    'Definition item {T : Type} (default : T) (q : list T) (i : Z) : T :=',
    '  if decide (1 <= i) then nth (Z.to_nat (i - 1)) q default else default.',
  ],
  put: [
    'Definition put {T : Type} (q : list T) (i : Z) (v : T) : list T :=',
    '  firstn (Z.to_nat (i - 1)) q ++ v :: skipn (Z.to_nat i) q.',
  ],
  slice: [
    'Definition slice {T : Type} (q : list T) (i j : Z) : list T :=',
    '  firstn (Z.to_nat (j - i + 1)) (skipn (Z.to_nat (i - 1)) q).',
  ],
  numbers: [
    'Definition numbers (a b : Z) : list Z :=',
    '  map (fun n => a + Z.of_nat n) (seq 0 (Z.to_nat (b - a + 1))).',
  ],
  listTotal: [
    'Definition listTotal {T : Type} (q : list T) (f : T -> Z) : Z := fold_right Z.add 0 (map f q).',
  ],
  reach: [
    'Inductive reach {T : Type} (follow : T -> T -> Prop) (start : T -> Prop) : T -> Prop :=',
    '  | reach_start : forall x, start x -> reach follow start x',
    '  | reach_next : forall x y, reach follow start x -> follow x y -> reach follow start y.',
  ],
  log2: ['Definition log2 (n : Z) : Z := Z.log2 n.'],
};
