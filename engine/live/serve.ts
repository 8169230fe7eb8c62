/**
 * A running cluster behind HTTP on loopback, to be used with curl:
 *
 *     GET|PUT|DELETE /kv/KEY       the value, as text; DELETE takes it away
 *     POST /kv/KEY/cas             {"from": "a", "to": "b"}; null is no value
 *     POST /kv/KEY/append          text
 *     GET|PUT /register            the same of a register
 *     POST /call/OPERATION         any operation of the protocol, with its arguments as JSON
 *     GET /nodes, POST /nodes/NODE/kill|restart|pause|resume
 *
 * Browsers are sent here by pages of others: a request that names another host (DNS rebinding) or comes from another origin is refused.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Loose } from '../node/step.js';
import type { LiveCluster } from './cluster.js';
import { LOOPBACK } from './wire.js';

export interface Served {
  readonly port: number;
  close(): Promise<void>;
}

/** Bytes of a request. */
const BODY_MAX = 1 << 20;
/** µs in which a call must be answered. */
const CALL_PATIENCE = 5_000_000;

/** What is told with a status, as `{"error": …}`. */
class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** `port` 0: any that is free. Rejects where the port is taken. */
export async function serve(live: LiveCluster, port: number): Promise<Served> {
  const endpoint = new Endpoint(live);
  const server = createServer((request, response) => {
    endpoint.answer(request, response).catch((error: unknown) => {
      const status = error instanceof HttpError ? error.status : 500;
      const message = error instanceof Error ? error.message : String(error);
      send(response, status, { error: message });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  endpoint.port = portOf(server);
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port: endpoint.port, close };
}

const portOf = (server: Server): number => (server.address() as { port: number }).port;

function send(response: ServerResponse, status: number, json: unknown): void {
  if (response.headersSent) return void response.end();
  const text = `${JSON.stringify(json)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}

class Endpoint {
  port = 0;
  /** Identities of clients that have no call open; each has one at a time, as protocols expect. */
  private readonly idle: { readonly client: number; seq: number }[] = [];
  private clients = 0;
  /** Who answered last: asked first. */
  private preferred: number;

  constructor(private readonly live: LiveCluster) {
    this.preferred = live.calls?.servers[0] ?? 0;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.refuseStrangers(request);
    const { pathname } = new URL(request.url ?? '/', `http://${LOOPBACK}`);
    const [area = '', name, act] = pathname.slice(1).split('/').map(decoded);
    const method = request.method ?? 'GET';
    const body = await bodyOf(request);
    switch (area) {
      case '':
        return send(response, 200, this.about());
      case 'nodes':
        return send(response, 200, await this.nodes(method, name, act));
      case 'call':
        return this.tell(response, await this.call(name ?? '', jsonOf(body)));
      case 'kv':
        if (name === undefined || name === '') throw new HttpError(404, 'name a key: /kv/KEY');
        return this.place(response, { method, act, body, key: { key: name } });
      case 'register':
        return this.place(response, { method, act: name, body, key: {} });
      default:
        throw new HttpError(404, `there is nothing at ${pathname}; GET / says what there is`);
    }
  }

  private refuseStrangers({ headers }: IncomingMessage): void {
    const { port } = this;
    const own = [`${LOOPBACK}:${port}`, `localhost:${port}`, `[::1]:${port}`];
    const { host, origin } = headers;
    if (host === undefined || !own.includes(host))
      throw new HttpError(403, `this is ${own[0]}, not ${host ?? 'a host without a name'}`);
    if (origin !== undefined && !own.some((name) => origin === `http://${name}`))
      throw new HttpError(403, 'requests of pages from elsewhere are refused');
  }

  private about(): object {
    const { cluster, calls } = this.live;
    const { name, about } = cluster.protocol.declaration;
    const operations = [...(calls?.role.args ?? new Map())].map(([op]) => op);
    return { protocol: name, about, operations, nodes: this.live.names };
  }

  /** One value: of a key, or of the register. */
  private async place(
    response: ServerResponse,
    asked: { method: string; act: string | undefined; body: string; key: Loose },
  ): Promise<void> {
    const { method, act, body, key } = asked;
    if (act !== undefined && act !== '') {
      if (method !== 'POST') throw new HttpError(405, `POST is wanted for ${act}`);
      const more = act === 'append' ? { value: body } : (jsonOf(body) as object);
      return this.tell(response, await this.call(act, { ...key, ...more }));
    }
    switch (method) {
      case 'GET': {
        const { value } = await this.call('get', key);
        if (value === null) throw new HttpError(404, 'there is no value');
        return send(response, 200, { value });
      }
      case 'PUT':
        return this.tell(response, await this.call('put', { ...key, value: body }));
      case 'DELETE':
        return this.tell(response, await this.call('delete', key));
      default:
        throw new HttpError(405, 'GET, PUT or DELETE is wanted');
    }
  }

  private tell(response: ServerResponse, { value }: { value: unknown }): void {
    send(response, 200, { done: true, value });
  }

  private async call(op: string, json: unknown): Promise<{ value: unknown }> {
    const { calls } = this.live;
    const shape = calls?.role.args.get(op);
    if (calls === null || shape === undefined)
      throw new HttpError(404, `the protocol has no operation ${op}`);
    const args = parsed(() => shape.parse(json, op));
    const identity = this.idle.pop() ?? { client: this.clients++, seq: 0 };
    identity.seq++;
    const call = { client: identity.client, seq: identity.seq, op };
    const { ended, at } = await calls.call(call, args, this.preferred, CALL_PATIENCE);
    this.idle.push(identity);
    this.preferred = at;
    if (ended.status === 'ok') return { value: calls.role.returns.get(op)?.plain(ended.value) };
    if (ended.status === 'refused') throw new HttpError(503, `not done: ${ended.why}`);
    throw new HttpError(504, 'no answer; it may have been done, now or later');
  }

  private async nodes(method: string, name?: string, act?: string): Promise<object> {
    const { live } = this;
    if (name !== undefined) {
      const node = live.names.indexOf(name);
      if (node < 0)
        throw new HttpError(404, `there is no node ${name}; there are: ${live.names.join(', ')}`);
      if (method !== 'POST') throw new HttpError(405, 'POST is wanted');
      if (act === 'kill') await live.kill(node);
      else if (act === 'restart') await live.restart(node);
      else if (act === 'pause') await live.pause(node);
      else if (act === 'resume') await live.resume(node);
      else throw new HttpError(404, 'kill, restart, pause or resume a node');
    }
    const all = live.names.map((each, i) => ({
      name: each,
      role: live.cluster.of[i].name,
      up: live.isUp(i),
      paused: live.isPaused(i),
      pid: live.pidOf(i),
    }));
    return { nodes: all };
  }
}

function decoded(part: string): string {
  return parsed(() => decodeURIComponent(part));
}

function jsonOf(body: string): unknown {
  return body === '' ? {} : parsed(() => JSON.parse(body) as unknown);
}

/** What is wrong with a request is its sender's fault. */
function parsed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new HttpError(400, (error as Error).message);
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    parts.push(part as Buffer);
    size += (part as Buffer).length;
    if (size > BODY_MAX) throw new HttpError(413, `more than ${BODY_MAX} bytes`);
  }
  return Buffer.concat(parts).toString('utf8');
}
