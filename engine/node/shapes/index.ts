/** Shapes, through one door. */
export { list, map, optional, set } from './collections.js';
export { type LanguageNames, languageType, languageValue, type NodeType } from './language.js';
export { type RecordShape, record, type VariantOf, value, variant } from './records.js';
export { bool, id, instant, int, oneOf, text, timestamp } from './scalars.js';
export {
  type Call,
  type DeepReadonly,
  type Duration,
  type DurationRange,
  type Fields,
  type Id,
  type Instant,
  type Of,
  type RecordOf,
  type Rewrite,
  type Scalar,
  type Shape,
  ShapeError,
  type Signed,
  type Timestamp,
} from './shape.js';
export { call, signed } from './signed.js';
