/** What is different about a kernel search that goes on with the disk. */
import type { Kernel } from '../../../engine/transition/kernel/kernel.js';
import type { TransitionSystem } from '../../../engine/transition/system.js';
import { DiskLevels } from '../disk/levels.js';
import { LEAST_BYTES } from '../disk/plan.js';
import type { DiskOptions } from '../disk/report.js';
import { runOnDisk } from '../disk/retrace.js';
import type { Found, Sighting } from '../found.js';
import type { Watch } from '../limits.js';
import { withRuns } from './approximate.js';
import type { OnNote } from './levels.js';
import { Whole } from './whole.js';

/** @throws DiskError where no file can be written in the folder */
export function diskLevels(
  system: TransitionSystem,
  kernel: Kernel,
  onNote: OnNote,
  { folder, memoryBytes }: DiskOptions,
  watch: Watch,
): DiskLevels {
  // The heap of JavaScript grows and shrinks as it likes.
  const left = watch.maxMemoryBytes - watch.meters.memory().bytes;
  const bytes = memoryBytes ?? Math.max(LEAST_BYTES, left / 2);
  return new DiskLevels(system, kernel, onNote, { folder, memoryBytes: bytes });
}

/**
 * With the runs to what was found: their files are gone when the search is.
 * @param endOf the state where a sighting's run ends, and the number of its states
 * @throws DiskError
 */
export function tracedOnDisk(
  system: TransitionSystem,
  levels: DiskLevels,
  found: Found,
  endOf: (sighting: Sighting) => { readonly words: Int32Array; readonly length: number },
): Found {
  const whole = new Whole(system, levels.inner);
  const traced = withRuns(found, undefined, (sighting) => {
    const { words, length } = endOf(sighting);
    const run = runOnDisk(system, whole, levels, words, length);
    return sighting.failing ? { ...run, failing: sighting.failing } : run;
  });
  return { ...traced, disk: { bytes: levels.space.peakBytes, spills: levels.spills } };
}
