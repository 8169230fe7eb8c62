/**
 * Messages on a stream of bytes: four bytes of length (most significant first), then so many bytes of UTF-8 JSON. What does not keep
 * to that ends the connection.
 */
import type { Socket } from 'node:net';

/** Bytes of one message. */
export const FRAME_MAX = 1 << 26;
const HEAD = 4;

export function frameOf(json: unknown): Buffer {
  const text = JSON.stringify(json);
  const length = Buffer.byteLength(text);
  if (length > FRAME_MAX) throw new Error(`a message of ${length} bytes is too long to be sent`);
  const frame = Buffer.allocUnsafe(HEAD + length);
  frame.writeUInt32BE(length, 0);
  frame.write(text, HEAD);
  return frame;
}

/** Puts the pieces that arrive together again. */
export class FrameReader {
  private parts: Buffer[] = [];
  private size = 0;

  /** The frames that are complete now. Throws on a length that is too long, and on what is no JSON. */
  take(chunk: Buffer): unknown[] {
    this.parts.push(chunk);
    this.size += chunk.length;
    const frames: unknown[] = [];
    while (this.size >= HEAD) {
      const length = this.joined(HEAD).readUInt32BE(0);
      if (length > FRAME_MAX) throw new Error(`a message of ${length} bytes is too long`);
      if (this.size < HEAD + length) break;
      const all = this.joined(HEAD + length);
      this.parts = all.length === HEAD + length ? [] : [all.subarray(HEAD + length)];
      this.size -= HEAD + length;
      frames.push(JSON.parse(all.toString('utf8', HEAD, HEAD + length)));
    }
    return frames;
  }

  /** The first part, made long enough. */
  private joined(length: number): Buffer {
    if (this.parts[0].length < length) this.parts = [Buffer.concat(this.parts)];
    return this.parts[0];
  }
}

/** Reads frames from a socket; one that is none ends the connection. */
export function readFrames(socket: Socket, onFrame: (json: unknown) => void): void {
  const reader = new FrameReader();
  socket.setNoDelay(true);
  socket.on('data', (chunk) => {
    for (const json of framesIn(reader, chunk, socket)) if (!socket.destroyed) onFrame(json);
  });
  // That it is over is told by `close`.
  socket.on('error', () => {});
}

function framesIn(reader: FrameReader, chunk: Buffer, socket: Socket): unknown[] {
  try {
    return reader.take(chunk);
  } catch {
    socket.destroy();
    return [];
  }
}
