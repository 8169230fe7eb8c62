/** Work that ends early where there is no room for what a system computes as it goes. */
import { NoRoom } from '../../engine/transition/no-room.js';
import type { TransitionSystem } from '../../engine/transition/system.js';

/** What `work` says, guarded as the system wants it; false where there was no room, and `full` is told for what. */
export function whileRoom(
  { guarded }: Pick<TransitionSystem, 'guarded'>,
  work: () => boolean,
  full: (why: string) => void,
): boolean {
  try {
    return guarded ? guarded(work) : work();
  } catch (error) {
    if (!(error instanceof NoRoom)) throw error;
    full(error.message);
    return false;
  }
}
