/** What is claimed of a system, as conditions over what its exploration keeps, and what must be watched for them. */
import type { evaluate } from '../../engine/language/evaluate.js';
import { judge } from '../../engine/language/system/judge.js';
import type {
  ExploreRun,
  Setting,
  SystemProperty as SpecProperty,
  SystemVariable,
} from '../../engine/language/system/spec.js';
import type { Claim, Expr } from '../../engine/language/typed.js';
import { languageNames } from '../../engine/node/view.js';
import { atomKind } from '../../engine/transition/atom-kind.js';
import type { NodesAtom, ObservedVariable } from '../../engine/transition/nodes/atoms.js';
import { CallHistory } from '../../engine/transition/nodes/history.js';
import type { Observer } from '../../engine/transition/nodes/observer.js';
import type { NodesSettings } from '../../engine/transition/nodes/settings.js';
import { readsOf } from '../../engine/transition/reads.js';
import type { SystemProperty } from '../../engine/transition/system.js';
import { answeredFormula, type Calling, openCallAtoms } from './answered.js';
import { EmittedObserver, type Emitters } from './emitted.js';
import { LinearizabilityObserver } from './linearizable.js';

export interface ExploreChoice {
  readonly mutants: readonly string[];
  /** Keep the whole history of calls, as others do who count states: never where it is not needed. */
  readonly wholeHistory: boolean;
}

/** Observers, and the variables that read them. */
export interface Watched {
  readonly observers: readonly Observer[];
  readonly observed: readonly ObservedVariable[];
}

/** The variable that is false where no order of the calls fits. */
const fits = (object: string): string => `linearizable(${object})`;

export function watchedBy(
  { variables, properties }: Setting,
  cluster: Emitters,
  clients: number,
  { wholeHistory, twice }: Pick<ExploreChoice, 'wholeHistory'> & { readonly twice: boolean },
): Watched {
  const names = languageNames(cluster);
  const observers: Observer[] = [];
  const observed: ObservedVariable[] = [];
  const add = (name: string, observer: Observer, of: ObservedVariable['of']): void => {
    observed.push({ kind: 'observed', name, observer: observers.push(observer) - 1, of });
  };
  for (const variable of variables) {
    if (variable.from.is !== 'emitted') continue;
    const emitted = new EmittedObserver(variable, variable.from.event, cluster, names);
    add(variable.name, emitted, (state) => emitted.value(state));
  }
  for (const object of new Set(properties.flatMap(objectOf))) {
    const monitor = new LinearizabilityObserver(object, twice);
    const whole = wholeHistory ? new CallHistory(`history of ${object}`, clients, monitor) : null;
    if (whole) add(fits(object), whole, (state) => !monitor.violated(whole.inner(state)));
    else add(fits(object), monitor, (state) => !monitor.violated(state));
  }
  return { observers, observed };
}

const objectOf = ({ claim }: SpecProperty): string[] =>
  claim.form === 'consistent' ? [claim.object] : [];

/** `scripts`: what each client calls, in order. */
export function conditionsOf(
  setting: Setting,
  { while: bound }: ExploreRun,
  scripts: Calling,
  { observed }: Watched,
): Pick<NodesSettings, 'atoms' | 'properties' | 'within'> {
  const healed = setting.variables.filter(({ from }) => from.is === 'healed');
  const atoms: NodesAtom[] = setting.atoms.map((atom) =>
    exprAtom(atomKind(atom), atom.expr, healed),
  );
  const add = (atom: NodesAtom): number => atoms.push(atom) - 1;
  const properties = setting.properties.flatMap((property): SystemProperty[] => {
    const claim = claimOf(property, (c) => {
      if (c.form === 'consistent') {
        const name = fits(c.object);
        if (!observed.some((variable) => variable.name === name))
          throw new Error(`nothing observes ${c.object}`);
        const holds: NodesAtom['holds'] = ({ state }) => state(name) === true;
        return { form: 'always', atom: add({ kind: 'state', variables: [name], holds }) };
      }
      const open = openCallAtoms(scripts, c.operations).map(add);
      return { form: 'whenever', formula: answeredFormula(open, c.when) };
    });
    return claim === null ? [] : [systemProperty(property, claim, setting)];
  });
  const within = bound && exprAtom('state', bound, healed);
  return {
    atoms,
    properties,
    ...(within ? { within: { atom: add(within), span: (bound as Expr).span } } : {}),
  };
}

type Special = Exclude<SpecProperty['claim'], Claim | { readonly form: 'unresolved' }>;

/** null where the protocol was not loaded, so that nothing is known of what is claimed. */
function claimOf({ claim }: SpecProperty, special: (claim: Special) => Claim): Claim | null {
  switch (claim.form) {
    case 'unresolved':
      return null;
    case 'consistent':
    case 'answered':
      return special(claim);
    default:
      return claim;
  }
}

function systemProperty(
  { within, claim: _, ...property }: SpecProperty,
  claim: Claim,
  { atoms }: Setting,
): SystemProperty {
  const condition = 'atom' in claim ? atoms[claim.atom]?.expr : undefined;
  return {
    name: property.name,
    base: property.base,
    bindings: {},
    ...(property.bindings.length === 0 ? {} : { values: property.bindings }),
    claim,
    ...(property.assuming === undefined ? {} : { assuming: property.assuming }),
    expect: property.expect,
    text: property.text,
    span: property.span,
    ...(condition && property.claimSpan
      ? { condition: { span: property.claimSpan, variables: readsOf(condition).variables } }
      : {}),
  };
}

/**
 * Faults are budgets here, so that after the last one none comes: what is claimed of every moment that is healed is claimed of
 * every moment.
 */
function exprAtom(
  kind: NodesAtom['kind'],
  expr: Expr,
  healed: readonly SystemVariable[],
): NodesAtom {
  const always = new Set(healed.map(({ name }) => name));
  const variables = readsOf(expr).variables.filter((name) => !always.has(name));
  const view = (of: (name: string) => ReturnType<typeof evaluate>) => (name: string) =>
    always.has(name) || of(name);
  return {
    kind,
    variables,
    holds: ({ state, old, stuck }) =>
      judge(
        { kind: kind === 'step' ? 'step' : 'state', expr },
        {
          state: view(state),
          ...(old === undefined ? {} : { old: view(old) }),
          ...(stuck === undefined ? {} : { stuck }),
        },
      ),
  };
}
