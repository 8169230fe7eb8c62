/**
 * What can be done with a value when its type is at hand: order, equality, listing, numbering,
 * membership. One door to the files of `values/`; their words for people are in `value-format.ts`.
 */
export { cardinality, isFiniteType as isFinite } from './values/cardinality.js';
export { contains } from './values/contains.js';
export { enumerate, firstValue, ordinal, valueAt, valuesOf } from './values/listing.js';
export { bagOf, compareValues, equalValues, setOf } from './values/order.js';
