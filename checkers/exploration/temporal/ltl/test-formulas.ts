/**
 * LTL formulas that the literature measures translations with, in Spin's notation, and a reader of that
 * notation. The sizes are those of our automata: they may only shrink. Used by tests only.
 */
import type { PathFormula, PathFormulas } from '../formula.js';

/** A formula in Spin's notation, and how large its automaton and that of its negation are: states, transitions,
 * marks. */
export type Measured = readonly [text: string, its: string, ofNegation: string];

/** Etessami and Holzmann, "Optimizing Büchi automata", 2000. */
const ETESSAMI_HOLZMANN: readonly Measured[] = [
  ['p U (q && [] r)', '2 3 1', '4 11 1'],
  ['p U (q && X (r U s))', '3 5 1', '4 11 0'],
  ['p U (q && X (r && <> (s && X <> (t && X <> (u && X <> v)))))', '7 13 1', '8 21 0'],
  ['<> (p && X [] q)', '2 3 1', '2 5 1'],
  ['<> (p && X (q && X <> r))', '4 6 1', '3 6 0'],
  ['<> (q && X (p U r))', '3 5 1', '2 4 0'],
  ['(<> [] q) || ([] <> p)', '4 7 1', '2 4 1'],
  ['[] (p -> (q U r))', '2 4 1', '3 6 1'],
  ['[] (p && X <> (q && X <> (r && X <> s)))', '5 19 3', '5 9 1'],
  ['[] <> p && [] <> q && [] <> r && [] <> s && [] <> t', '1 32 5', '6 11 1'],
  ['(p U (q U r)) || (q U (r U p)) || (r U (p U q))', '2 2 0', '2 2 0'],
  ['[] (p -> (q U ([] r || [] s)))', '4 9 1', '6 23 2'],
];

/** Somenzi and Bloem, "Efficient Büchi automata from LTL formulae", 2000. */
const SOMENZI_BLOEM: readonly Measured[] = [
  ['p U q', '2 3 1', '2 3 0'],
  ['p U (q U r)', '3 6 1', '3 6 0'],
  ['! (p U (q U r))', '3 6 0', '3 6 1'],
  ['[] <> p -> [] <> q', '4 7 1', '2 4 1'],
  ['<> p U [] q', '3 7 1', '2 4 1'],
  ['[] p U q', '4 6 1', '3 6 1'],
  ['! (<> <> p <-> <> p)', '1 0 0', '1 1 0'],
  ['! ([] <> p -> [] <> q)', '2 4 1', '4 7 1'],
  ['! ([] <> p <-> [] <> q)', '5 10 1', '4 9 2'],
  ['p V (p || q)', '2 3 0', '2 3 1'],
  ['(X p U X q) || ! X (p U q)', '1 1 0', '1 0 0'],
  ['(X p U q) || ! X (p U (p && q))', '4 8 1', '1 0 0'],
  ['[] (p -> <> q) && ((X p U q) || ! X (p U (p && q)))', '6 15 1', '2 3 1'],
  ['[] (p -> <> q) && ((X p U X q) || ! X (p U q))', '2 4 1', '2 3 1'],
  ['[] (p -> <> q)', '2 4 1', '2 3 1'],
  ['! [] (p -> X (q V r))', '3 5 1', '2 4 0'],
  ['! ([] <> p || <> [] q)', '2 4 1', '4 7 1'],
  ['[] (<> p && <> q)', '1 4 2', '3 5 1'],
  ['<> p && <> ! p', '4 7 1', '3 4 0'],
  ['(X q && r) V X (((s U p) V r) U (s V r))', '5 9 0', '4 9 1'],
];

/** Five patterns of Dwyer, Avrunin and Corbett, "Patterns in property specifications for finite-state
 * verification", 1999: globally, before r, after q, between q and r, after q until r. */
const DWYER: readonly Measured[] = [
  // absence
  ['[] ! p', '1 1 0', '2 3 1'],
  ['<> r -> (! p U r)', '4 7 1', '3 5 1'],
  ['[] (q -> [] ! p)', '2 3 0', '3 6 1'],
  ['[] ((q && ! r && <> r) -> (! p U r))', '3 6 1', '4 8 1'],
  ['[] ((q && ! r) -> (r V (! p || r)))', '2 4 0', '3 6 1'],
  // existence
  ['<> p', '2 3 1', '1 1 0'],
  ['(p && ! r) V (! r || (p && ! r))', '2 3 0', '2 3 1'],
  ['[] ! q || <> (q && <> p)', '5 11 1', '2 3 1'],
  ['[] ((q && ! r) -> ((p && ! r) V (! r || (p && ! r))))', '2 4 0', '3 5 1'],
  ['[] ((q && ! r) -> (! r U (p && ! r)))', '2 4 1', '3 5 1'],
  // universality
  ['[] p', '1 1 0', '2 3 1'],
  ['<> r -> (p U r)', '4 7 1', '3 5 1'],
  ['[] (q -> [] p)', '2 3 0', '3 6 1'],
  ['[] ((q && ! r && <> r) -> (p U r))', '3 6 1', '4 8 1'],
  ['[] ((q && ! r) -> (r V (p || r)))', '2 4 0', '3 6 1'],
  // precedence, of s
  ['s V (! p || s)', '2 3 0', '2 3 1'],
  ['<> r -> (! p U (s || r))', '4 7 1', '3 5 1'],
  ['[] ! q || <> (q && (s V (! p || s)))', '5 11 1', '3 7 1'],
  ['[] ((q && ! r && <> r) -> (! p U (s || r)))', '3 6 1', '4 8 1'],
  ['[] ((q && ! r) -> ((s || r) V (! p || s || r)))', '2 4 0', '3 6 1'],
  // response, of s
  ['[] (p -> <> s)', '2 4 1', '2 3 1'],
  ['<> r -> ((p -> (! r U (s && ! r))) U r)', '5 11 1', '3 5 1'],
  ['[] (q -> [] (p -> <> s))', '3 7 1', '3 6 1'],
  ['[] ((q && ! r && <> r) -> ((p -> (! r U (s && ! r))) U r))', '4 10 1', '4 8 1'],
  ['[] ((q && ! r) -> (r V ((p -> (! r U (s && ! r))) || r)))', '3 8 1', '4 8 1'],
];

export const MEASURED: readonly Measured[] = [...ETESSAMI_HOLZMANN, ...SOMENZI_BLOEM, ...DWYER];

/** The letters of formulas, in the order of their propositions. */
export const LETTERS = 'pqrstuv';

/** Reads the formula, or its negation, from its text. */
export function parsed(text: string, to: PathFormulas, positive = true): PathFormula {
  const tokens = text.match(/\[\]|<>|&&|\|\||<->|->|[!()XUVp-v]/g) as string[];
  let at = 0;
  const equivalence = (sign: boolean): PathFormula => {
    const begin = at;
    const left = implication(sign);
    if (tokens[at] !== '<->') return left;
    // Each side is read twice, once for each sign.
    const sides = (leftSign: boolean, rightSign: boolean) => {
      at = begin;
      const first = implication(leftSign);
      at++;
      return [first, implication(rightSign)] as const;
    };
    return to.or(to.and(...sides(true, sign)), to.and(...sides(false, !sign)));
  };
  const implication = (sign: boolean): PathFormula => {
    const begin = at;
    const left = disjunction(sign);
    if (tokens[at] !== '->') return left;
    at = begin;
    const premise = disjunction(!sign);
    at++;
    const conclusion = implication(sign);
    return sign ? to.or(premise, conclusion) : to.and(premise, conclusion);
  };
  const level =
    (token: string, inner: (sign: boolean) => PathFormula) =>
    (sign: boolean): PathFormula => {
      let made = inner(sign);
      while (tokens[at] === token) {
        at++;
        const right = inner(sign);
        made = (token === '&&') === sign ? to.and(made, right) : to.or(made, right);
      }
      return made;
    };
  const until = (sign: boolean): PathFormula => {
    const left = unary(sign);
    const operator = tokens[at];
    if (operator !== 'U' && operator !== 'V') return left;
    at++;
    const right = until(sign);
    return (operator === 'U') === sign ? to.until(left, right) : to.release(left, right);
  };
  const unary = (sign: boolean): PathFormula => {
    const token = tokens[at++];
    if (token === '!') return unary(!sign);
    if (token === 'X') return to.next(unary(sign));
    if (token === '[]' || token === '<>') {
      const of = unary(sign);
      return (token === '[]') === sign ? to.always(of) : to.eventually(of);
    }
    if (token !== '(') return to.literal(LETTERS.indexOf(token), sign);
    const inner = equivalence(sign);
    at++;
    return inner;
  };
  const disjunction = level('||', level('&&', until));
  return equivalence(positive);
}
