/** Where things are in a space-time diagram. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  readonly x: (lane: number) => number;
  readonly laneWidth: (lane: number) => number;
  readonly y: (step: number) => number;
  readonly rowHeight: number;
}

/** Of an event. */
export const RADIUS = 10;
