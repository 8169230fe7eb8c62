/** When a search has seen what it was asked for. */
export interface Enough {
  /** Not before so many distinct states. */
  readonly states: number;
  /** @param decided of each property (by index in `properties`): did a run decide it?
   *  @param failed did a partial operation fail? */
  readonly when: (decided: (index: number) => boolean, failed: boolean) => boolean;
}
