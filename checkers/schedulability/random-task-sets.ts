/** Random task sets for tests: small numbers, so that every schedule can be simulated whole. */
import fc from 'fast-check';
import { plainTask, type Task } from '../../engine/scheduling/task-set.js';

const PERIODS = [2, 3, 4, 5, 6, 8, 9, 10, 12, 15];

interface Shape {
  /** Deadlines up to this many periods; 1 makes them constrained. */
  readonly deadlines: number;
  readonly jitter: boolean;
}

const aTask = ({ deadlines, jitter }: Shape): fc.Arbitrary<Task> =>
  fc
    .record({
      period: fc.constantFrom(...PERIODS),
      share: fc.integer({ min: 0, max: 60 }),
      deadline: fc.integer({ min: 1, max: 100 * deadlines }),
      jitter: jitter ? fc.integer({ min: 0, max: 6 }) : fc.constant(0),
    })
    .map(({ period, share, deadline, jitter: late }) => {
      const wcet = Math.max(1, Math.round((period * share) / 100));
      return plainTask({
        wcet,
        period,
        deadline: Math.max(1, Math.round((period * deadline) / 100)),
        jitter: late,
      });
    });

/** Between one and four tasks. */
export const aTaskSet = (shape: Shape): fc.Arbitrary<Task[]> =>
  fc
    .array(aTask(shape), { minLength: 1, maxLength: 4 })
    .map((tasks) => tasks.map((task, i) => ({ ...task, name: `t${i + 1}` })));
