/** What of a search by levels is put away and taken up again. */

/** From the first address of an entry to that after the last. */
export interface Segment {
  readonly from: number;
  readonly to: number;
}

/** All but the bytes of a search between two blocks; plain data. */
export interface SavedLevels {
  readonly cursor: number;
  readonly count: number;
  readonly table: number;
  readonly slots: number;
  readonly opened: number;
  readonly free: number | undefined;
  readonly levels: Segment[][];
  readonly sizes: readonly number[];
  readonly steps: readonly number[];
  readonly rest: Segment[] | null;
  readonly made: Segment[];
}
