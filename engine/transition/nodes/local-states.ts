/**
 * Numbers for the states of the nodes of one role between two events, each kept in one form. A state is put together from disk and
 * memory, of which there are fewer than of states: one that is known is not checked again, and one that a handler has left
 * as it was is not even written as text.
 */
import {
  checkState,
  HandlerError,
  type NodeState,
  owedStill,
  pendingText,
  type Role,
  rewritePending,
} from '../../node/index.js';
import type { Local } from './handlers.js';
import { Interner } from './tables.js';

type Loose = NodeState['disk'];

export class LocalStates {
  private readonly disks: Parts;
  private readonly mems: Parts;

  constructor(
    private readonly role: Role,
    private readonly locals: Interner<Local>,
  ) {
    this.disks = new Parts(role.disk);
    this.mems = new Parts(role.mem);
  }

  /**
   * The number of a state that `handler` of the node called `name` has made of another.
   *
   * @throws HandlerError where it is not of its shape
   */
  number(local: Local, name: string, handler: string, before?: NodeState): number {
    const { role, disks, mems, locals } = this;
    const { state, down = '' } = local;
    let [disk, durable, mem] = [0, 0, 0];
    inShape(role, handler, () => {
      try {
        disk = disks.number(state.disk, before?.disk, `${name}.disk`);
        const synced = role.disk.equal(state.durable, state.disk);
        durable = synced ? disk : disks.number(state.durable, before?.durable, `${name}.disk`);
        mem = mems.number(state.mem, before?.mem, `${name}.mem`);
      } catch (error) {
        // What is not of its shape may not even be fit to be compared: its check says more.
        checkState(role, state, name);
        throw error;
      }
    });
    const text = `${disk} ${durable} ${mem} ${timesText(local)}|${down}|${pendingText(role, state)}`;
    return locals.put(text, () => ({
      ...local,
      left: new Map([...local.left].sort(([a], [b]) => (a < b ? -1 : 1))),
      state: {
        disk: disks.values[disk],
        durable: disks.values[durable],
        mem: mems.values[mem],
        ...rewritePending(role, state, {}),
        owed: owedStill(role, state),
      },
    }));
  }
}

/** Disks, or memories. */
class Parts {
  readonly values: readonly Loose[];
  private readonly byText = new Interner<Loose>();
  private readonly numbers = new Map<Loose, number>();

  constructor(private readonly shape: Role['disk']) {
    this.values = this.byText.values;
  }

  /** `like` may be equal to it. @throws Error where it is not of its shape */
  number(part: Loose, like: Loose | undefined, at: string): number {
    const { shape, numbers, byText } = this;
    const own = numbers.get(part);
    if (own !== undefined) return own;
    const known = like === undefined ? undefined : numbers.get(like);
    if (known !== undefined && shape.equal(like as Loose, part)) return known;
    const number = byText.put(shape.text(part), () => {
      shape.check(part, at);
      return shape.rewrite(part, {});
    });
    numbers.set(byText.values[number], number);
    return number;
  }
}

/** What is left of timers, and how often they have fired. */
export function timesText({ left, fired }: Local): string {
  if (left.size === 0 && fired.size === 0) return '';
  const timers = [...left].map(([key, ticks]) => `${key}=${ticks}`).sort();
  const times = [...fired].map(([key, n]) => `${key}:${n}`).sort();
  return `${timers.join()}|${times.join()}`;
}

/** What is thrown by `check` is the fault of the handler. */
export function inShape(role: Role, handler: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw new HandlerError(
      role.name,
      handler,
      (error as Error).message,
      error,
      role.handler(handler),
    );
  }
}
