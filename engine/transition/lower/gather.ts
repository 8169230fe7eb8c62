/** Quantifiers and the other gathers: one loop for each binder, the body innermost. */
import * as ill from '../../language/ill-defined.js';
import type { ExprOf } from '../../language/typed.js';
import type { Ir } from '../ir.js';
import type { Collection, RepresentationOf } from '../representation.js';
import { add, binary, constant, not, one, zero } from '../simplify.js';
import { forEachItem } from './domain.js';
import { gatherItems } from './gatherer.js';
import type { Lowering } from './lowering.js';
import { inOrder } from './order.js';
import { buildMap, keyAt } from './parts.js';

type GatherExpr = ExprOf<'gather'>;

export function lowerGather(l: Lowering, expr: GatherExpr): Ir {
  switch (expr.gather) {
    case 'forall':
      return quantify(l, expr, one);
    case 'exists':
      return quantify(l, expr, zero);
    case 'count':
      return count(l, expr);
    case 'sum':
      return sum(l, expr);
    case 'min':
    case 'max':
      return extremum(l, expr, expr.gather);
    case 'the':
      return the(l, expr);
    case 'filter':
      return filter(l, expr);
    case 'set':
    case 'bag':
    case 'sequence': {
      const r = l.representation(expr) as Collection;
      return gatherItems(l, r, expr.span, (put) =>
        forEachBinding(l, expr, () => put(l.lower(expr.body))),
      );
    }
    case 'map':
      return map(l, expr);
  }
}

/** The loops over all the binders, and what `inner` emits inside. */
function forEachBinding(l: Lowering, expr: GatherExpr, inner: () => void, from = 0): void {
  if (from === expr.binders.length) {
    inner();
    return;
  }
  const { local, over } = expr.binders[from];
  forEachItem(l, over, false, (item) => {
    l.bind(local, item);
    forEachBinding(l, expr, inner, from + 1);
  });
}

/** The answer is `otherwise` unless one binding says the opposite. */
function quantify(l: Lowering, expr: GatherExpr, otherwise: Ir): Ir {
  const decisive = expr.gather === 'exists';
  const answer = l.variable(otherwise);
  inOrder(l, expr, (stops) =>
    l.block((leave) => {
      forEachBinding(l, expr, () => {
        const site = l.siteOf?.(expr);
        if (site !== undefined) l.emit({ do: 'mark', site });
        const body = l.lower(expr.body);
        l.if(decisive ? body : not(body), () => {
          l.set(answer.local, constant(decisive ? 1 : 0));
          if (stops) leave();
        });
      });
    }),
  );
  return answer.ir;
}

function count(l: Lowering, expr: GatherExpr): Ir {
  const total = l.variable(zero);
  forEachBinding(l, expr, () => l.set(total.local, add(total.ir, l.lower(expr.body))));
  return total.ir;
}

function sum(l: Lowering, expr: GatherExpr): Ir {
  const total = l.variable(zero);
  const overflown = l.variable(zero);
  forEachBinding(l, expr, () => {
    const term = l.name(l.lower(expr.body));
    l.set(overflown.local, binary('or', overflown.ir, binary('addOverflows', total.ir, term)));
    l.set(total.local, add(total.ir, term));
  });
  l.failIf(overflown.ir, ill.overflow(), expr.span);
  return total.ir;
}

function extremum(l: Lowering, expr: GatherExpr, which: 'min' | 'max'): Ir {
  const best = l.variable(zero);
  const some = l.variable(zero);
  forEachBinding(l, expr, () => {
    const value = l.name(l.lower(expr.body));
    const better = binary(which === 'min' ? 'lt' : 'gt', value, best.ir);
    l.if(binary('or', not(some.ir), better), () => l.set(best.local, value));
    l.set(some.local, one);
  });
  l.failIf(not(some.ir), ill.extremeOfNothing(which), expr.span);
  return best.ir;
}

function the(l: Lowering, expr: GatherExpr): Ir {
  const found = l.variable(zero);
  const item = l.variable(zero);
  forEachBinding(l, expr, () => {
    l.if(l.lower(expr.body), () => {
      const { local } = expr.binders[expr.binders.length - 1];
      const bound = l.names.get(local.id);
      if (bound?.kind === 'value') l.set(item.local, bound.ir);
      l.set(found.local, add(found.ir, one));
    });
  });
  l.failIf(not(found.ir), ill.theOfNone(), expr.span);
  l.failIf(binary('gt', found.ir, one), ill.theOfSeveral(), expr.span);
  return item.ir;
}

function filter(l: Lowering, expr: GatherExpr): Ir {
  const [{ local, over }] = expr.binders;
  return gatherItems(l, l.representation(expr) as Collection, expr.span, (put) =>
    forEachItem(l, over, false, (item) => {
      l.bind(local, item);
      l.if(l.lower(expr.body), () => put(item));
    }),
  );
}

function map(l: Lowering, expr: GatherExpr): Ir {
  const r = l.representation(expr) as RepresentationOf<'map'>;
  return buildMap(l, r, (put) =>
    l.count(zero, constant(r.keys), (rank) => {
      l.bind(expr.binders[0].local, l.name(keyAt(l, r.key, rank)));
      put(l.lower(expr.body));
    }),
  );
}
