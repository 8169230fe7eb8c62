/**
 * What can be wrong with the text of an expression. Codes ASY3001 to ASY3099: reading; ASY31xx:
 * quantities and units. One function a message.
 */

/** A diagnostic that has no place yet. */
export interface Complaint {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

const complaint = (code: string, message: string, hint?: string): Complaint =>
  hint === undefined ? { code, message } : { code, message, hint };

// ---------------------------------------------------------------------------------------- reading

export const nothingWritten = () =>
  complaint('ASY3001', 'an expression was expected, but nothing is written here');

export const tooLong = (length: number, most: number) =>
  complaint(
    'ASY3002',
    `this expression has ${length} characters; at most ${most} are allowed`,
    'give parts of it names under `define`',
  );

export const tooDeep = (most: number) =>
  complaint(
    'ASY3003',
    `this expression is nested more than ${most} deep`,
    'give parts of it names under `define`',
  );

export const writeInstead = (written: string, instead: string) =>
  complaint('ASY3004', `\`${written}\` is not part of the language`, `write ${instead}`);

export const strangeCharacter = (character: string) =>
  complaint(
    'ASY3005',
    `the character ${JSON.stringify(character)} is not part of the language`,
    /\p{L}/u.test(character) ? 'names are made of the letters a to z, digits and `_`' : undefined,
  );

export const valueExpected = (after: string | undefined, found: string | undefined) =>
  complaint(
    'ASY3006',
    `a value was expected ${after === undefined ? 'at the start' : `after \`${after}\``}, but ${
      found === undefined ? 'the expression ends here' : `\`${found}\` stands here`
    }`,
    found !== undefined && BETWEEN.has(found)
      ? `\`${found}\` stands between two values: \`a ${found} b\``
      : undefined,
  );

/** Operators that look like the names of functions. */
const BETWEEN: ReadonlySet<string> = new Set(['mod', 'and', 'or', 'implies', 'in', 'is']);

export const operatorMissing = (left: string, right: string, hint?: string) =>
  complaint(
    'ASY3007',
    `an operator is missing between \`${left}\` and \`${right}\``,
    hint ?? 'products are written with `*`, conditions are joined by `and` or `or`',
  );

export const neverClosed = (bracket: string) =>
  complaint(
    'ASY3008',
    `this \`${bracket}\` is never closed; \`${bracket === '(' ? ')' : ']'}\` was expected before the end`,
  );

export const neverOpened = (bracket: string) =>
  complaint('ASY3009', `this \`${bracket}\` closes nothing`);

export const wrongBracket = (found: string, expected: string) =>
  complaint('ASY3010', `\`${expected}\` was expected here, but \`${found}\` stands here`);

export const strayComma = () =>
  complaint(
    'ASY3011',
    'a comma stands only between the arguments of a call, the items of a list or binders',
    'a list is written `[a, b]`',
  );

export const compareWithTwo = () =>
  complaint(
    'ASY3012',
    '`=` stands only after the name of a field, as in `Type(field = value)`',
    'compare with `==`',
  );

export const rangeHasTwoEnds = () =>
  complaint('ASY3013', 'a range has two ends, `low..high`, and no step');

export const toBelongsInTypes = () =>
  complaint(
    'ASY3014',
    '`to` stands only between types',
    'a map value is written `map(k in Key, value)`',
  );

export const notAName = (name: string) =>
  complaint('ASY3015', `\`${name}\` is not a name`, 'names begin with a letter');

export const fieldExpected = (found: string | undefined) =>
  complaint(
    'ASY3016',
    `the name of a field was expected after \`.\`, but ${
      found === undefined ? 'the expression ends here' : `\`${found}\` stands here`
    }`,
  );

export const calleeIsNoName = () =>
  complaint('ASY3017', 'only a name can be called: `name(…)`', 'products are written with `*`');

export const shapeExpected = (found: string | undefined) =>
  complaint(
    'ASY3018',
    `the name of a shape was expected after \`is\`, but ${
      found === undefined ? 'the expression ends here' : `\`${found}\` stands here`
    }`,
  );

export const shapeStandsAlone = (shape: string) =>
  complaint(
    'ASY3019',
    `\`is\` takes the name of a shape alone, as in \`m is ${shape}\``,
    `test the fields apart: \`m is ${shape} and m.field == value\``,
  );

export const notNeedsBrackets = () =>
  complaint('ASY3020', '`not` cannot stand here without brackets', 'write `(not …)`');

export const mixedChain = (first: string, second: string) =>
  complaint(
    'ASY3021',
    `comparisons are chained in one direction only, as in \`1 <= i <= n\`; \`${first}\` and \`${second}\` do not go together`,
    'join two comparisons by `and`',
  );

export const plusSign = () =>
  complaint('ASY3022', 'a number has no leading `+`', 'leave the `+` out');

export const leadingZero = (text: string) =>
  complaint(
    'ASY3023',
    `\`${text}\` is not a number: numbers are decimal and have no leading zero`,
    `write \`${text.replace(/^0+(?=\d)/, '')}\``,
  );

export const notDecimal = (text: string) =>
  complaint('ASY3024', `\`${text}\` is not a number: numbers are decimal`);

export const numberTooLarge = (text: string) =>
  complaint('ASY3025', `\`${text}\` is out of range: an exponent has at most 308 either way`);

export const unfinishedNumber = (text: string) =>
  complaint('ASY3026', `\`${text}\` is not a number`, 'digits stand on both sides of the point');

export const percentOfWhat = () =>
  complaint(
    'ASY3027',
    '`+` and `-` before a percentage could mean a share of the other side',
    'write `x + 5 / 100` or `x + x * 5 / 100`',
  );

export const emptyBrackets = (open: string) =>
  complaint(
    'ASY3028',
    `a value was expected between the brackets ${open === '(' ? '`( )`' : '`[ ]`'}`,
  );

export const noNamedArgument = () =>
  complaint('ASY3029', 'a binder is written `name in set`', 'write `x in S`');

/** Whatever mathjs refuses that our own tokens admitted; not known to happen. */
export const unreadable = (reason: string) =>
  complaint('ASY3030', `this expression cannot be read: ${reason}`);

// ------------------------------------------------------------------------------------- quantities

export const unknownUnit = (unit: string, hint: string | undefined, known: string) =>
  complaint('ASY3101', `\`${unit}\` is not a unit; known are ${known}`, hint);

export const wrongDimension = (expected: string, found: string) =>
  complaint('ASY3102', `${expected} was expected, but this is ${found}`);

export const notAQuantity = (expected: string) =>
  complaint('ASY3103', `${expected} was expected here`);

export const finerThanATick = () =>
  complaint('ASY3104', 'this time is no whole number of nanoseconds', 'the finest time is `1 ns`');
