/**
 * Values as plain JavaScript, read with their type beside them. One value has one form, so that
 * equality is structural:
 *
 * | type | value |
 * |---|---|
 * | boolean | true, false |
 * | integer, range | number |
 * | enum | the member's name |
 * | symmetric | number, 1..size |
 * | optional | null for `none`, else the value |
 * | record | array of field values, in the order of the type's fields |
 * | variant | { shape, fields } with fields in the order of the shape's fields |
 * | map | array of values, in the order of the key type's values (see `enumerate`) |
 * | set | array in ascending order (`compareValues`), without repetition |
 * | bag | array in ascending order, with repetition |
 * | sequence | array |
 */
export type Value = boolean | number | string | null | ShapeValue | readonly Value[];

export interface ShapeValue {
  readonly shape: string;
  readonly fields: readonly Value[];
}
