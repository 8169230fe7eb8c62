/**
 * The program of one process of a live run (`dist/live-process.mjs`): a node, or, started with `guardian`, the process that ends the
 * nodes should the director be killed.
 */
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { HandlerError } from '../node/errors.js';
import { protocolFor } from '../protocols/reference.js';
import { readFrames } from './frames.js';
import { LiveNode } from './node.js';
import { type Failure, LOOPBACK, type NodeSetup, type Order, type Report } from './wire.js';

// Ctrl-C reaches the whole group; the director decides what becomes of it.
process.on('SIGINT', () => {});

if (process.argv[2] === 'guardian') guard();
else runNode();

/** On standard input: `+PID` of a node that began, `-PID` of one that has ended, and at last the end of the director. */
function guard(): void {
  const alive = new Set<number>();
  const folder = process.argv[3];
  process.on('SIGTERM', () => {});
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const pid = Number(line.slice(1));
      if (line.startsWith('+')) alive.add(pid);
      else alive.delete(pid);
    })
    .on('close', () => {
      for (const pid of alive) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It has ended by itself.
        }
      }
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      process.exit(0);
    });
}

function runNode(): void {
  let node: LiveNode | null = null;
  const report = (report: Report): void => {
    process.send?.(report);
  };
  const fail = (error: unknown): void => {
    if (process.exitCode !== undefined) return;
    process.exitCode = 1;
    const leave = () => process.exit(1);
    if (process.send === undefined || !process.connected) leave();
    else process.send({ kind: 'error', failure: failureOf(error) } satisfies Report, leave);
  };
  // The director is gone.
  process.on('disconnect', () => process.exit(0));
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  process.on('message', (order: Order) => {
    switch (order.kind) {
      case 'setup':
        prepare(order.setup, report).then((made) => {
          node = made;
        }, fail);
        return;
      case 'start':
        return node?.start();
      case 'hold':
        if (node !== null) report({ kind: 'held', state: node.hold() });
        return;
      case 'release':
        return node?.release();
    }
  });
}

async function prepare(setup: NodeSetup, report: (report: Report) => void): Promise<LiveNode> {
  const node = new LiveNode(setup, await protocolFor(setup.protocol), report);
  const server = createServer((socket) => {
    let known = false;
    readFrames(socket, (json) => {
      if (known) node.receive(json, socket);
      else if ((json as { secret?: unknown } | null)?.secret === setup.secret) known = true;
      else socket.destroy();
    });
  });
  server.listen(0, LOOPBACK, () => {
    const { port } = server.address() as { port: number };
    report({ kind: 'listening', port });
  });
  return node;
}

function failureOf(error: unknown): Failure {
  if (error instanceof HandlerError)
    return { handler: error.handler, why: error.reason, place: error.place };
  return {
    handler: null,
    why: error instanceof Error ? error.message : String(error),
    place: null,
  };
}
