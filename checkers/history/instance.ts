/**
 * What a search works on: the operations of one object in the order of their events, as numbers. Refused
 * operations were not done and are left out, and so are operations without an answer that only read.
 */
import type { Operation } from '../../engine/history/history.js';
import { canonicalText, normalAnswer, type SequentialObject } from '../../engine/objects/object.js';

/** An operation with what was answered: all that a step depends on. */
export interface Call {
  readonly name: string;
  readonly args: Operation['args'];
  /** Undefined: any answer. */
  readonly result: Operation['result'];
}

export interface Instance {
  readonly object: SequentialObject;
  /** In the order of invocation. What follows is about them, by their index here. */
  readonly operations: readonly Operation[];
  /** Which of `calls` it is. */
  readonly callOf: Int32Array;
  readonly calls: readonly Call[];
  /** Can the call never change the state? */
  readonly reads: Uint8Array;
  /** Place of the invocation among all events. */
  readonly invokedAt: Int32Array;
  /** The operations that were answered, in the order of their answers. */
  readonly answered: Int32Array;
  /** Place of each answer among all events; one more entry, after everything. */
  readonly answeredAt: Int32Array;
  /** Place of an operation in `answered`; −1 for those without an answer. */
  readonly answerOf: Int32Array;
  /** The operations without an answer, in the order of invocation. */
  readonly open: Int32Array;
  /** A number that no other operation has while this one is not over: a bit in the sets of a search. */
  readonly slotOf: Int32Array;
  readonly slots: number;
}

/** An event: the operation, and whether it is its answer. */
interface Event {
  readonly operation: Operation;
  readonly time: number;
  readonly answer: boolean;
}

/** The part of each operation, in the order in which parts are met. */
export function partsOf(
  object: SequentialObject,
  operations: readonly Operation[],
): Map<string, Operation[]> {
  const parts = new Map<string, Operation[]>();
  for (const operation of operations) {
    const part = object.parts?.of(operation.name, operation.args) ?? '';
    const others = parts.get(part);
    if (others === undefined) parts.set(part, [operation]);
    else others.push(operation);
  }
  return parts;
}

/** @param cut answers that are known: what is invoked before the next one is there, and not answered yet */
export function instanceOf(
  object: SequentialObject,
  given: readonly Operation[],
  cut = Infinity,
): Instance {
  const events = eventsOf(object, given, cut);
  const numbers = new Map<Operation, number>();
  const operations: Operation[] = [];
  const invokedAt: number[] = [];
  const answered: number[] = [];
  const answeredAt: number[] = [];
  const slotOf: number[] = [];
  const free: number[] = [];
  let slots = 0;
  events.forEach(({ operation, answer }, place) => {
    if (answer) {
      const number = numbers.get(operation)!;
      answered.push(number);
      answeredAt.push(place);
      free.push(slotOf[number]);
    } else {
      numbers.set(operation, operations.length);
      operations.push(operation);
      invokedAt.push(place);
      slotOf.push(free.pop() ?? slots++);
    }
  });
  const answerOf = new Int32Array(operations.length).fill(-1);
  answered.forEach((number, place) => {
    answerOf[number] = place;
  });
  return {
    object,
    operations,
    ...callsOf(object, operations, answerOf),
    invokedAt: Int32Array.from(invokedAt),
    answered: Int32Array.from(answered),
    answeredAt: Int32Array.from([...answeredAt, events.length]),
    answerOf,
    open: Int32Array.from(operations.keys()).filter((number) => answerOf[number] < 0),
    slotOf: Int32Array.from(slotOf),
    slots,
  };
}

/** The operations that were answered, in the order of their answers. */
export function answersOf(operations: readonly Operation[]): Operation[] {
  return operations
    .filter(({ ending }) => ending === 'ok')
    .sort((a, b) => a.completed! - b.completed!);
}

/** In the order of time; what is invoked when something else is answered is concurrent with it. */
function eventsOf(object: SequentialObject, given: readonly Operation[], cut: number): Event[] {
  const answers = answersOf(given).map(
    (operation): Event => ({ operation, time: operation.completed!, answer: true }),
  );
  const known = answers.slice(0, cut);
  // Until the first answer that is not known: what is invoked by then is open then.
  const end = answers.length > cut ? answers[cut].time : Infinity;
  const answeredYet = new Set(known.map(({ operation }) => operation));
  const invocations = given
    .filter((operation) => operation.ending !== 'refused' && operation.invoked <= end)
    .filter((operation) => answeredYet.has(operation) || !onlyReads(object, operation))
    .map((operation): Event => ({ operation, time: operation.invoked, answer: false }))
    .sort((a, b) => a.time - b.time);
  return merged(invocations, known);
}

const onlyReads = (object: SequentialObject, { name }: Operation): boolean =>
  object.reads?.(name, undefined) ?? false;

/** Both in the order of time; at one time invocations come first. */
function merged(invocations: readonly Event[], answers: readonly Event[]): Event[] {
  const events: Event[] = [];
  let next = 0;
  for (const answer of answers) {
    while (next < invocations.length && invocations[next].time <= answer.time)
      events.push(invocations[next++]);
    events.push(answer);
  }
  for (; next < invocations.length; next++) events.push(invocations[next]);
  return events;
}

function callsOf(
  object: SequentialObject,
  operations: readonly Operation[],
  answerOf: Int32Array,
): Pick<Instance, 'callOf' | 'calls' | 'reads'> {
  const numbers = new Map<string, number>();
  const calls: Call[] = [];
  const reads: number[] = [];
  const callOf = Int32Array.from(operations, ({ name, args, result }, i) => {
    const answered = answerOf[i] >= 0;
    const seen = answered && result !== undefined ? normalAnswer(object, name, result) : undefined;
    const told = !answered ? '?' : seen === undefined ? '' : canonicalText(seen);
    const text = `${name} ${canonicalText(args)} ${told}`;
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, calls.length);
    reads.push(object.reads?.(name, seen) ? 1 : 0);
    return calls.push({ name, args, result: seen }) - 1;
  });
  return { callOf, calls, reads: Uint8Array.from(reads) };
}
