import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_MAX, FrameReader, frameOf } from './frames.js';

describe('frames', () => {
  it('arrive as they were sent, however the bytes are cut up', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 5 }),
        fc.array(fc.nat(40), { maxLength: 30 }),
        (messages, lengths) => {
          const bytes = Buffer.concat(messages.map(frameOf));
          const reader = new FrameReader();
          const got: unknown[] = [];
          let at = 0;
          for (const length of [...lengths, bytes.length]) {
            const piece = bytes.subarray(at, at + length);
            at += piece.length;
            if (piece.length > 0) got.push(...reader.take(piece));
          }
          // JSON knows no -0.
          expect(got).toEqual(JSON.parse(JSON.stringify(messages)));
        },
      ),
    );
  });

  it('that are too long, or no JSON, are refused', () => {
    const long = Buffer.alloc(4);
    long.writeUInt32BE(FRAME_MAX + 1);
    expect(() => new FrameReader().take(long)).toThrow('too long');
    const wrong = Buffer.from('\0\0\0\x01{');
    expect(() => new FrameReader().take(wrong)).toThrow(SyntaxError);
  });
});
