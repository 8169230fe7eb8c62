/**
 * What can be seen of path formulas by their form alone: that one implies another, that two exclude each
 * other, that one holds as soon as it will hold. The rules of Somenzi and Bloem, "Efficient Büchi automata
 * from LTL formulae" (2000), and of Etessami and Holzmann, "Optimizing Büchi automata" (2000). A rule that
 * says no may be wrong; one that says yes is not.
 */
import type { Binary, PathFormula } from './formula.js';

/** Seen from the negation, `and` is `or`, and so on. */
const DUAL = {
  true: 'false',
  false: 'true',
  and: 'or',
  or: 'and',
  until: 'release',
  release: 'until',
  next: 'next',
  literal: 'literal',
} as const;

type Operator = PathFormula['op'];

export class Facts {
  private readonly implications = new Map<string, boolean>();
  private readonly exclusions = new Map<string, boolean>();
  private readonly lasting = new Map<string, boolean>();

  /** F = eventually(F): once it will hold, it holds already. */
  isEventual(f: PathFormula): boolean {
    return this.lasts(f, false);
  }

  /** F = always(F): once it holds, it holds for ever. */
  isUniversal(f: PathFormula): boolean {
    return this.lasts(f, true);
  }

  /** It holds always or never. */
  isSuspendable(f: PathFormula): boolean {
    return this.isEventual(f) && this.isUniversal(f);
  }

  implies(f: PathFormula, g: PathFormula): boolean {
    if (f === g || f.op === 'false' || g.op === 'true') return true;
    return remembered(this.implications, `${f.id} ${g.id}`, () => this.impliesByForm(f, g));
  }

  /** No run satisfies both. */
  exclude(f: PathFormula, g: PathFormula): boolean {
    return this.excludes(f, g, false);
  }

  /** Every run satisfies one of them. */
  exhaust(f: PathFormula, g: PathFormula): boolean {
    return this.excludes(f, g, true);
  }

  private lasts(f: PathFormula, dual: boolean): boolean {
    return remembered(this.lasting, `${f.id} ${dual}`, () => {
      const is = (g: PathFormula) => this.lasts(g, dual);
      switch (seen(f, dual)) {
        case 'true':
        case 'false':
          return true;
        case 'literal':
          return false;
        case 'next':
          return is((f as Next).of);
        case 'until':
          // For `eventual`: true until …, or its right side is eventual.
          return seen((f as Binary).left, dual) === 'true' || is((f as Binary).right);
        default:
          return is((f as Binary).left) && is((f as Binary).right);
      }
    });
  }

  private impliesByForm(f: PathFormula, g: PathFormula): boolean {
    return (
      this.impliesFrom(f, g) ||
      this.impliesTo(f, g) ||
      (f.op === 'next' && g.op === 'next' && this.implies(f.of, g.of)) ||
      ((f.op === 'until' || f.op === 'release') &&
        f.op === g.op &&
        this.implies(f.left, g.left) &&
        this.implies(f.right, g.right))
    );
  }

  /** By what f is. */
  private impliesFrom(f: PathFormula, g: PathFormula): boolean {
    switch (f.op) {
      case 'or':
        return this.implies(f.left, g) && this.implies(f.right, g);
      case 'and':
        return this.implies(f.left, g) || this.implies(f.right, g);
      case 'until':
        return this.implies(f.right, g) && (this.isEventual(g) || this.implies(f.left, g));
      case 'release':
        return this.implies(f.right, g);
      case 'next':
        return this.isEventual(g) && this.implies(f.of, g);
      default:
        return false;
    }
  }

  /** By what g is. */
  private impliesTo(f: PathFormula, g: PathFormula): boolean {
    switch (g.op) {
      case 'and':
        return this.implies(f, g.left) && this.implies(f, g.right);
      case 'or':
        return this.implies(f, g.left) || this.implies(f, g.right);
      case 'release':
        return this.implies(f, g.right) && (this.isUniversal(f) || this.implies(f, g.left));
      case 'until':
        return this.implies(f, g.right);
      case 'next':
        return this.isUniversal(f) && this.implies(f, g.of);
      default:
        return false;
    }
  }

  /** With `dual`, of their negations. */
  private excludes(f: PathFormula, g: PathFormula, dual: boolean): boolean {
    return remembered(this.exclusions, `${f.id} ${g.id} ${dual}`, () => {
      if (f.op === 'literal' && g.op === 'literal') {
        return f.proposition === g.proposition && f.positive !== g.positive;
      }
      return (
        this.excludesFrom(f, g, dual) ||
        this.excludesFrom(g, f, dual) ||
        (f.op === 'next' && g.op === 'next' && this.excludes(f.of, g.of, dual))
      );
    });
  }

  private excludesFrom(f: PathFormula, g: PathFormula, dual: boolean): boolean {
    const is = (a: PathFormula, b: PathFormula) => this.excludes(a, b, dual);
    // Where g lasts, what is excluded later is excluded now.
    const lasts = this.lasts(g, !dual);
    switch (seen(f, dual)) {
      case 'false':
        return true;
      case 'and':
        return is((f as Binary).left, g) || is((f as Binary).right, g);
      case 'or':
        return is((f as Binary).left, g) && is((f as Binary).right, g);
      case 'release':
        return is((f as Binary).right, g) || this.clash(f as Binary, g, dual);
      case 'until':
        return is((f as Binary).right, g) && (lasts || is((f as Binary).left, g));
      case 'next':
        return lasts && is((f as Next).of, g);
      default:
        return false;
    }
  }

  /** a release b against c until d, where a excludes c and b excludes d. */
  private clash(f: Binary, g: PathFormula, dual: boolean): boolean {
    return (
      seen(g, dual) === 'until' &&
      this.excludes(f.left, (g as Binary).left, dual) &&
      this.excludes(f.right, (g as Binary).right, dual)
    );
  }
}

type Next = Extract<PathFormula, { readonly op: 'next' }>;

const seen = (f: PathFormula, dual: boolean): Operator => (dual ? DUAL[f.op] : f.op);

function remembered(known: Map<string, boolean>, key: string, find: () => boolean): boolean {
  let answer = known.get(key);
  if (answer === undefined) {
    answer = find();
    known.set(key, answer);
  }
  return answer;
}
