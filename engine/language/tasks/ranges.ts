/** `t in tasks`: binders of properties and of quantifiers. All instances are known beforehand. */
import type { Argument, Syntax } from '../expression/syntax.js';
import { didYouMean } from '../nearest.js';
import * as say from './messages.js';
import type { Env, Scope } from './scope.js';

export interface Instance {
  readonly env: Env;
  /** `t = attitude`. */
  readonly label: string;
}

/** Every binding of `a, b in tasks, c in tasks`; null where the binders are not of that form. */
export function bindersOf(args: readonly Argument[], env: Env, scope: Scope): Instance[] | null {
  const names: string[] = [];
  const open: string[] = [];
  for (const { value } of args) {
    if (value.syntax === 'name') open.push(value.name);
    else if (value.syntax === 'binary' && value.operator === 'in' && isName(value.left)) {
      open.push(value.left.name);
      if (!isName(value.right) || value.right.name !== 'tasks') {
        const written = isName(value.right) ? value.right.name : '';
        scope.diagnostics.add(say.unknownSet(value.right.span, didYouMean(written, ['tasks'])));
        return null;
      }
      names.push(...open.splice(0));
    } else {
      scope.diagnostics.add(say.unknownSet(value.span));
      return null;
    }
  }
  if (open.length > 0) {
    scope.diagnostics.add(say.unknownSet(args[args.length - 1].value.span));
    return null;
  }
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

const isName = (syntax: Syntax): syntax is Syntax & { readonly syntax: 'name' } =>
  syntax.syntax === 'name';
