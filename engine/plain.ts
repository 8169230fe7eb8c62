/** Values as plain JSON: what people, reports and other tools read of a state, a binding or a constant. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [key: string]: Plain };
