/** What befalls a message by chance. One draw decides, each of the three with the chance that it would have by itself after those before it. */
import type { Network, Often } from '../language/system/spec.js';
import type { Random } from '../random.js';

/** With this chance where a spec only says that it may happen. */
const POSSIBLE = 0.05;
const DRAWS = 2 ** 32;

/** The first that comes is met. */
const KINDS = ['loss', 'corrupt', 'duplicate'] as const;
export type Mishap = (typeof KINDS)[number];

export class Luck {
  private readonly shares: number[];
  private readonly left: number[];
  /** Below which a draw of 32 bits means one of the kinds up to this one. */
  private readonly below = [0, 0, 0];

  /** `has`: are there `loss`, `corrupt`, `duplicate` in this run at all? */
  constructor(setting: Pick<Network, Mishap>, has: (what: string) => boolean) {
    const often = KINDS.map((kind) => (has(kind) ? setting[kind] : NEVER));
    this.shares = often.map((one) =>
      one.is === 'never' ? 0 : one.is === 'share' ? one.share : POSSIBLE,
    );
    this.left = often.map((one) => (one.is === 'times' ? one.times : Number.POSITIVE_INFINITY));
    this.setBounds();
  }

  /** Null: nothing. */
  draw(random: Random): Mishap | null {
    const { below } = this;
    if (below[2] === 0) return null;
    const drawn = random.next();
    if (drawn >= below[2]) return null;
    return this.met(drawn < below[0] ? 0 : drawn < below[1] ? 1 : 2);
  }

  private met(kind: number): Mishap {
    if (--this.left[kind] <= 0) this.setBounds();
    return KINDS[kind];
  }

  private setBounds(): void {
    let spared = 1;
    for (const [kind, share] of this.shares.entries()) {
      if (this.left[kind] > 0) spared *= 1 - share;
      this.below[kind] = (1 - spared) * DRAWS;
    }
  }
}

const NEVER: Often = { is: 'never' };
