/** What the elaborator of systems has to say: one function a message. ASY55xx. */
import type { Diagnostic } from '../diagnostics.js';
import { didYouMean } from '../elaborate/messages/wording.js';
import { numberedLike, rangeMeant } from '../meant.js';
import { nearest } from '../nearest.js';
import type { Span } from '../source.js';

function error(code: string, span: Span, message: string, hint?: string): Diagnostic {
  const found = { code, severity: 'error', span, message } as const;
  return hint === undefined ? found : { ...found, hint };
}

const code = (word: string): string => `\`${word}\``;
const list = (words: readonly string[]): string => words.map(code).join(', ');
const thereAre = (what: string, words: readonly string[]): string =>
  words.length === 0 ? `there are no ${what}` : `${what}: ${list(words)}`;

// --------------------------------------------------------------------------------------- protocol

export const unknownProtocol = (span: Span, name: string, names: readonly string[]): Diagnostic =>
  error(
    'ASY5501',
    span,
    `no protocol of the library is called ${code(name)}`,
    didYouMean(name, names) ??
      `${thereAre('protocols', names)}; a file of your own is written \`./my-protocol.ts\``,
  );

export const protocolPath = (span: Span, path: string): Diagnostic =>
  error(
    'ASY5502',
    span,
    `${code(path)} is not a file in the folder of the spec`,
    'a protocol of your own is a TypeScript or JavaScript file beside the spec or below it: `./my-protocol.ts`',
  );

export const noProtocolFile = (span: Span, path: string): Diagnostic =>
  error(
    'ASY5503',
    span,
    `there is no file ${code(path)}`,
    'its path begins at the folder of the spec',
  );

export const brokenProtocol = (span: Span, name: string, why: string): Diagnostic =>
  error('ASY5504', span, `the protocol ${code(name)} cannot be used: ${why}`);

export const notLoaded = (span: Span, name: string): Diagnostic => ({
  code: 'ASY5505',
  severity: 'info',
  span,
  message: `${code(name)} is code, and was not run: options, properties and mutants are left unchecked here`,
  hint: '`assay check`, `simulate` and `live` run it',
});

// ------------------------------------------------------------------------------------------ nodes

export const whichRole = (span: Span, roles: readonly string[]): Diagnostic =>
  error(
    'ASY5510',
    span,
    `the protocol has several roles: ${list(roles)}`,
    `say how many nodes of each: \`nodes: { ${roles.map((role) => `${role}: 1`).join(', ')} }\``,
  );

export const unknownRole = (span: Span, name: string, roles: readonly string[]): Diagnostic =>
  error(
    'ASY5511',
    span,
    `the protocol has no role ${code(name)}`,
    didYouMean(name, roles) ?? thereAre('roles', roles),
  );

export const tooManyNodes = (span: Span, count: number, most: number): Diagnostic =>
  error('ASY5512', span, `${count} nodes are more than the ${most} that a system may have`);

// ---------------------------------------------------------------------------------------- options

export const unknownOption = (span: Span, name: string, options: readonly string[]): Diagnostic =>
  error(
    'ASY5520',
    span,
    `the protocol has no option ${code(name)}`,
    didYouMean(name, options) ?? thereAre('options', options),
  );

export const badOption = (span: Span, name: string, why: string, about: string): Diagnostic =>
  error('ASY5521', span, `${code(name)}: ${why}`, `${code(name)} says ${about}`);

// --------------------------------------------------------------------------------------- settings

export const notComputed = (span: Span, expected: string, written = ''): Diagnostic => {
  const range = rangeMeant(written);
  return error(
    'ASY5530',
    span,
    `the value of this is not known: expected ${expected}`,
    range === null
      ? 'settings are numbers, units and constants, joined by + - * /'
      : `a range is written \`${range}\``,
  );
};

export const moreThanAll = (span: Span): Diagnostic =>
  error('ASY5533', span, 'this is more than all: expected a share from 0 to 100 %');

export const notWhole = (span: Span, what: string): Diagnostic =>
  error('ASY5531', span, `this is not a whole number${what === '' ? '' : ` of ${what}`}`);

export const tooLarge = (span: Span, what: string): Diagnostic =>
  error(
    'ASY5532',
    span,
    `this is ${what === '' ? 'a number too large to be' : `more ${what} than can be`} counted exactly`,
  );

// ---------------------------------------------------------------------------------------- clients

export const servesNobody = (span: Span, protocol: string): Diagnostic =>
  error(
    'ASY5540',
    span,
    `no role of ${code(protocol)} serves clients`,
    'leave `clients` out, or name a protocol that offers a service',
  );

export const unknownObject = (span: Span, name: string, objects: readonly string[]): Diagnostic =>
  error(
    'ASY5541',
    span,
    `the protocol serves no ${code(name)}`,
    didYouMean(name, objects) ?? thereAre('objects', objects),
  );

export const unknownOperation = (
  span: Span,
  name: string,
  object: string,
  operations: readonly string[],
): Diagnostic =>
  error(
    'ASY5542',
    span,
    `${code(object)} has no operation ${code(name)}`,
    didYouMean(name, operations) ?? thereAre('operations', operations),
  );

export const scriptAndMix = (span: Span, key: string): Diagnostic =>
  error(
    'ASY5543',
    span,
    `${code(key)} does not go with \`script\`: a script says what is called, and when`,
    'leave one of the two out',
  );

export const noWeight = (span: Span): Diagnostic =>
  error('ASY5544', span, 'no operation has a weight above 0: clients would call nothing');

export const badPick = (span: Span): Diagnostic =>
  error('ASY5545', span, 'keys are picked `uniform` or by `zipf(exponent)`');

// ----------------------------------------------------------------------------------------- faults

export const unknownFault = (span: Span, name: string, faults: readonly string[]): Diagnostic =>
  error(
    'ASY5550',
    span,
    `there is no fault ${code(name)}`,
    didYouMean(name, faults) ?? thereAre('faults', faults),
  );

export const settingOfOtherFault = (
  span: Span,
  key: string,
  fault: string,
  faults: readonly string[],
): Diagnostic =>
  error(
    'ASY5551',
    span,
    `${code(key)} means nothing for ${code(fault)}`,
    `it is for ${list(faults)}`,
  );

export const unknownVictim = (span: Span, name: string, known: readonly string[]): Diagnostic =>
  error(
    'ASY5552',
    span,
    `${code(name)} is no node`,
    numberedLike(name, known) ??
      stateMeant(name, known) ??
      didYouMean(name, known) ??
      '`any`, a role, a node such as `server1`, or a value of a field of nodes such as `leader`',
  );

/** `server.role == leder`: the value that was meant. */
function stateMeant(name: string, known: readonly string[]): string | undefined {
  const [, field, value] = /^(\S+) == (\S+)$/.exec(name) ?? [];
  const near = value === undefined ? null : nearest(value, known);
  return near === null ? undefined : `did you mean \`${field} == ${near}\`?`;
}

export const unknownShape = (span: Span, name: string, shapes: readonly string[]): Diagnostic =>
  error(
    'ASY5558',
    span,
    `no partition has the shape ${code(name)}`,
    didYouMean(name, shapes) ?? thereAre('shapes', shapes),
  );

export const ambiguousVictim = (span: Span, name: string, fields: readonly string[]): Diagnostic =>
  error(
    'ASY5553',
    span,
    `${code(name)} may be the value of several fields: ${list(fields)}`,
    `say which: \`${fields[0]} == ${name}\``,
  );

export const badBy = (span: Span, fault: string, expected: string): Diagnostic =>
  error('ASY5554', span, `\`by\` of ${code(fault)}: expected ${expected}`);

export const unknownLiar = (span: Span, name: string, liars: readonly string[]): Diagnostic =>
  error(
    'ASY5555',
    span,
    `the protocol declares no liar ${code(name)}`,
    didYouMean(name, liars) ?? thereAre('liars', liars),
  );

export const atAndEvery = (span: Span): Diagnostic =>
  error('ASY5556', span, '`at` and `every` both say when: leave one of the two out');

export const unknownBudget = (span: Span, name: string, known: readonly string[]): Diagnostic =>
  error(
    'ASY5557',
    span,
    `exploration has no budget for ${code(name)}`,
    didYouMean(name, known) ?? thereAre('budgets', known),
  );

// ---------------------------------------------------------------------------------------- threads

export const noThreads = (span: Span, key: string, protocol: string): Diagnostic =>
  error(
    'ASY5595',
    span,
    `${code(key)} is for threads over shared memory, and ${code(protocol)} has nodes`,
    'say how many nodes there are with `nodes`, and what is asked of them with `clients`',
  );

export const notForThreads = (span: Span, key: string, protocol: string): Diagnostic =>
  error(
    'ASY5596',
    span,
    `${code(key)} is for nodes, and ${code(protocol)} has threads over shared memory`,
    'what threads there are and what they do is said under `threads`',
  );

export const unknownKind = (span: Span, name: string, kinds: readonly string[]): Diagnostic =>
  error(
    'ASY5597',
    span,
    `there is no kind of thread called ${code(name)}`,
    didYouMean(name, kinds) ?? thereAre('kinds', kinds),
  );

// ------------------------------------------------------------------------------------- properties

export const nameTaken = (span: Span, name: string, what: string): Diagnostic =>
  error(
    'ASY5560',
    span,
    `${code(name)} is ${what} here, and cannot be declared`,
    'choose another name',
  );

export const unknownName = (span: Span, name: string, candidates: readonly string[]): Diagnostic =>
  error(
    'ASY5561',
    span,
    `nothing here is called ${code(name)}`,
    numberedLike(name, candidates) ??
      didYouMean(name, candidates) ??
      'properties speak of nodes and their fields (`n.term` for `n in nodes`), of events, constants and definitions',
  );

export const unknownField = (
  span: Span,
  field: string,
  role: string,
  known: readonly string[],
): Diagnostic =>
  error(
    'ASY5562',
    span,
    `a ${code(role)} has no field ${code(field)}`,
    didYouMean(field, known) ?? `it has ${list(known)}`,
  );

export const fieldOfOther = (
  span: Span,
  field: string,
  role: string,
  other: string,
  known: readonly string[],
): Diagnostic =>
  error(
    'ASY5563',
    span,
    `${code(field)} is a field of ${code(other)}, and this is a ${code(role)}`,
    `a ${code(role)} has ${list(known)}`,
  );

export const fieldOfSome = (
  span: Span,
  field: string,
  have: readonly string[],
  others: readonly string[],
): Diagnostic =>
  error(
    'ASY5564',
    span,
    others.length === 0
      ? `${code(field)} is of different types in ${list(have)}`
      : `${code(field)} is a field of ${list(have)}, not of ${list(others)}`,
    `speak of the nodes of one role: \`n in ${have[0]}\``,
  );

export const fieldOfMany = (span: Span, field: string, role: string, count: number): Diagnostic =>
  error(
    'ASY5565',
    span,
    `${code(role)} is a set of ${count} nodes: ${code(field)} is a field of each`,
    `write \`forall(n in ${role}, n.${field} …)\`, or name one: \`${role}1.${field}\``,
  );

export const historyClaim = (span: Span, name: string, usage: string): Diagnostic =>
  error(
    'ASY5566',
    span,
    `\`${name}(…)\` speaks of a whole history, and stands alone`,
    `make a property of it: ${code(usage)}`,
  );

export const callsClaim = (span: Span, name: string): Diagnostic =>
  error(
    'ASY5567',
    span,
    `\`${name}(…)\` speaks of one call, and has one place`,
    'write `whenever: called(o)` with `eventually: answered(o)`, for `o in operations`',
  );

export const noHistory = (span: Span): Diagnostic =>
  error('ASY5568', span, 'there are no clients, so there is no history of what they did');

export const badHistoryCall = (span: Span, usage: string): Diagnostic =>
  error('ASY5569', span, `this is written ${code(usage)}`);

export const withinWhat = (span: Span): Diagnostic =>
  error(
    'ASY5570',
    span,
    '`within` goes with conditions on single states',
    'write `whenever: P`, `eventually: Q`, `within: 2 s` without `always`, `until` or the like inside',
  );

export const noQuantity = (span: Span): Diagnostic =>
  error('ASY5571', span, 'fields of nodes hold times and sizes; nothing there has this unit');

export const assertionsName = (span: Span): Diagnostic =>
  error(
    'ASY5572',
    span,
    '`assertions` is judged of every system: it says that no `must` of the protocol fails',
    'choose another name',
  );

export const refinesNot = (span: Span): Diagnostic =>
  error(
    'ASY5573',
    span,
    'a system refines nothing yet',
    'make its events say what happened, and claim what must hold of them',
  );

// ---------------------------------------------------------------------------------------- mutants

export const unknownMutant = (span: Span, name: string, mutants: readonly string[]): Diagnostic =>
  error(
    'ASY5580',
    span,
    `the protocol declares no mutant ${code(name)}`,
    didYouMean(name, mutants) ?? `${thereAre('mutants', mutants)}; any other needs a \`change\``,
  );

// ------------------------------------------------------------------------------------------- runs

export const badTimers = (span: Span): Diagnostic =>
  error(
    'ASY5590',
    span,
    'timers fire `any time`, `once each`, `3 each`, `5 in all`, or by a `discrete clock`',
  );

export const tickNeedsClock = (span: Span, key: string): Diagnostic =>
  error('ASY5591', span, `${code(key)} needs \`timers: discrete clock\` beside it`);
