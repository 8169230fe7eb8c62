/**
 * Errors of a protocol's text. A failed `n.must` is no error: it is an outcome, the last effect of its handler. Everything here is
 * a defect of the protocol itself, and says which handler of which role, and on which line where that is known.
 */
import { type CodePlace, placeInStack, placeOfFunction } from './places.js';

/** A declaration, or the code beside it, is not what it should be. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** Thrown by a method of `n`, or by a trapped global, at the line that is wrong. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

/** `n.must` failed. Caught by the host, which makes it an effect. */
export class MustFailed extends Error {
  override readonly name = 'MustFailed';
}

/** A handler threw, or did what handlers may not. */
export class HandlerError extends Error {
  override readonly name = 'HandlerError';
  readonly place: CodePlace | null;

  constructor(
    readonly role: string,
    /** As in the code: `on.prepare`, `timers.retry`, `start`. */
    readonly handler: string,
    readonly reason: string,
    cause?: unknown,
    /** The handler itself: where it begins is told where nothing says more. */
    run?: (...args: never) => unknown,
  ) {
    const thrown = cause instanceof Error ? placeInStack(cause) : null;
    const place = thrown ?? (run === undefined ? null : placeOfFunction(run));
    const where = place === null ? '' : ` (${place.file}:${place.line}:${place.column})`;
    super(`${role}, ${handler}${where}: ${reason}`, cause === undefined ? undefined : { cause });
    this.place = place;
  }
}
