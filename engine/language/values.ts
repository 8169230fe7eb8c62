/**
 * What can be done with a value when its type is at hand: order, equality, listing, numbering,
 * membership, and its words for people. One door to the files of `values/`.
 */
export { formatPlain, formatValue, plainValue } from './value-format.js';
export { cardinality, isFiniteType, isFiniteType as isFinite } from './values/cardinality.js';
export { contains } from './values/contains.js';
export { enumerate, firstValue, ordinal, valueAt, valuesOf } from './values/listing.js';
export { bagOf, compareValues, equalValues, setOf } from './values/order.js';
