/** Discrete time for a protocol: a tick that all its times are multiples of, and a clamp beyond all of them. */
import { type AnyProtocol, surface } from '../../engine/node/index.js';

/** All times among the options, in µs. */
function durations(protocol: AnyProtocol, values: Readonly<Record<string, unknown>>): number[] {
  return Object.entries(surface(protocol).options).flatMap(([name, { kind }]): number[] => {
    const value = values[name];
    if (kind === 'duration') return [value as number];
    if (kind !== 'durations') return [];
    const { min, max } = value as { min: number; max: number };
    return [min, max];
  });
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** `tick` in µs; null: the greatest that all times of the options are multiples of. */
export function timesOf(
  protocol: AnyProtocol,
  values: Readonly<Record<string, unknown>>,
  tick: number | null,
): { readonly tick: number; readonly clamp: number } {
  const all = durations(protocol, values).filter((time) => time > 0);
  const common = all.reduce(gcd, 0);
  const chosen = tick ?? (common > 0 ? common : 1_000_000);
  // Handlers compare with sums of two of their times at most; a tick more, since timers are rounded up.
  const longest = Math.max(0, ...all);
  return { tick: chosen, clamp: chosen * (1 + Math.ceil((2 * longest) / chosen)) };
}
