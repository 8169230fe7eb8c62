/** `t in tasks`: binders of properties and of quantifiers. All instances are known beforehand. */
import type { Diagnostic } from '../diagnostics.js';
import { type BinderGroup, binderGroups, groupsOfFor } from '../elaborate/binders.js';
import type { ReadAs } from '../elaborate/context.js';
import { readExpression } from '../expression/reader.js';
import type { Argument } from '../expression/syntax.js';
import { didYouMean } from '../nearest.js';
import type { Span } from '../source.js';
import type { Scalar, Tree } from '../yaml/tree.js';
import * as say from './messages.js';
import type { Env, Scope } from './scope.js';

export interface Instance {
  readonly env: Env;
  /** `t = attitude`. */
  readonly label: string;
}

/** Every binding of `a, b in tasks, c in tasks`; null where the binders are not of that form. */
export function bindersOf(
  args: readonly Argument[],
  span: Span,
  env: Env,
  scope: Scope,
): Instance[] | null {
  const groups = binderGroups(readingOf(scope), args, span, 't in tasks');
  return groups && instancesOf(groups, env, scope);
}

/** The same of a `for:`; of none, the one instance that binds nothing. */
export function instancesOfFor(tree: Tree | undefined, scope: Scope): Instance[] | null {
  const groups = groupsOfFor(readingOf(scope), tree);
  return groups && instancesOf(groups, new Map(), scope);
}

/** What the readers of binders of all kinds ask for. */
const readingOf = ({ diagnostics }: Scope) => ({
  report: (diagnostic: Diagnostic) => diagnostics.add(diagnostic),
  read: (scalar: Scalar, as: ReadAs) => readExpression(scalar, as, diagnostics),
});

function instancesOf(groups: readonly BinderGroup[], env: Env, scope: Scope): Instance[] | null {
  for (const { domain } of groups) {
    if (domain.syntax === 'name' && domain.name === 'tasks') continue;
    const written = domain.syntax === 'name' ? domain.name : '';
    scope.diagnostics.add(say.unknownSet(domain.span, didYouMean(written, ['tasks'])));
    return null;
  }
  const names = groups.flatMap((group) => group.names.map(({ name }) => name));
  if (!scope.affords(scope.spec.tasks.length ** names.length)) return null;
  return names.reduce<Instance[]>(
    (instances, name) =>
      instances.flatMap((instance) =>
        scope.spec.tasks.map((task, index) => ({
          env: new Map([...instance.env, [name, { is: 'task', index } as const]]),
          label: [instance.label, `${name} = ${task.name}`]
            .filter((part) => part !== '')
            .join(', '),
        })),
      ),
    [{ env, label: '' }],
  );
}
