/** `assay live` as its users meet it: reports, histories, a cluster behind HTTP, and nothing left behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../engine/package-root.js';
import { runCli } from './test-run.js';

const SLOW = 240_000;
const folder = mkdtempSync(join(tmpdir(), 'assay-live-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const system = (protocol: string, nodes: number, object: string) => `kind: system
name: used
about: A store to be used.
protocol: ${protocol}
nodes: ${nodes}
clients: { count: 2, object: ${object}, operations: { put: 1, get: 1 } }
properties:
  linearizable: { always: linearizable(${object}) }
runs: { live: { for: 500 ms } }
`;
const REGISTER = file('register.yaml', system('single-copy-register', 1, 'register'));
const KV = file('kv.yaml', system('raft', 3, 'kv'));

/** The command in a process of its own, from its sources. */
function started(...args: string[]): ChildProcess {
  const url = (path: string) => pathToFileURL(join(packageRoot(), path)).href;
  const text = `import(${JSON.stringify(url('cli/main.ts'))}).then(async ({ main }) => {
    process.exitCode = await main(${JSON.stringify(args)});
  });`;
  const loader = url('node_modules/tsx/dist/loader.mjs');
  return spawn(process.execPath, ['--import', loader, '-e', text], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Where it listens, once it says so. */
function addressOf(child: ChildProcess): Promise<number> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.on('exit', () => reject(new Error(`it ended: ${said}`)));
    child.stdout?.on('data', (chunk) => {
      said += chunk;
      const [, port] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said) ?? [];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

interface Answer {
  readonly status: number | undefined;
  readonly json: Record<string, unknown>;
}

function ask(
  port: number,
  method: string,
  path: string,
  body = '',
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, json: JSON.parse(text) }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Asks again while there is no leader yet, or none any more. */
async function insisted(...asked: Parameters<typeof ask>): Promise<Answer> {
  for (;;) {
    const answer = await ask(...asked);
    if (answer.status !== 503 && answer.status !== 504) return answer;
  }
}

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function gone(pids: readonly number[]): Promise<void> {
  while (pids.some(lives)) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function pidsOf(port: number): Promise<number[]> {
  const { json } = await ask(port, 'GET', '/nodes');
  return (json['nodes'] as { pid: number }[]).map(({ pid }) => pid);
}

describe('assay live', { timeout: SLOW }, () => {
  it('reports what was seen, and writes a history that can be checked again', async () => {
    const history = join(folder, 'history.jsonl');
    const { code, stdout } = await runCli('live', REGISTER, '--history', history, '--json');
    const report = JSON.parse(stdout);
    expect(code).toBe(0);
    const [linearizable, assertions] = report.specs[0].verdicts;
    expect(linearizable).toMatchObject({
      property: 'linearizable',
      status: 'holds',
      method: 'live',
    });
    expect(linearizable.claim).toMatch(/ live, 1 process, [\d,]+ operations; not a proof$/);
    expect(assertions).toMatchObject({ property: 'assertions', status: 'holds' });
    const again = await runCli('history', 'check', history, '--object', 'register', '--quiet');
    expect(again.code).toBe(0);
  });

  it('wants a system', async () => {
    const model = file(
      'model.yaml',
      'kind: model\nname: m\nabout: A model.\nstate: { x: boolean }\n',
    );
    const { code, stderr } = await runCli('live', model);
    expect(code).toBe(2);
    expect(stderr).toContain('one system is wanted; here is none');
  });

  it('--serve answers over HTTP, and refuses strangers', async () => {
    const child = started('live', KV, '--serve');
    const port = await addressOf(child);
    const kv = (method: string, path: string, body = '') => insisted(port, method, path, body);
    expect(await kv('GET', '/kv/a')).toEqual({ status: 404, json: { error: 'there is no value' } });
    expect((await kv('PUT', '/kv/a', 'one')).status).toBe(200);
    expect(await kv('GET', '/kv/a')).toEqual({ status: 200, json: { value: 'one' } });
    const swap = await kv('POST', '/kv/a/cas', '{"from": "two", "to": "three"}');
    expect(swap.json['value']).toBe(false);
    expect((await kv('POST', '/kv/a/append', ' and more')).status).toBe(200);
    expect(await kv('POST', '/call/get', '{"key": "a"}')).toMatchObject({
      json: { value: 'one and more' },
    });
    expect((await kv('POST', '/nodes/server2/kill')).status).toBe(200);
    expect((await kv('DELETE', '/kv/a')).status).toBe(200);
    expect((await kv('GET', '/kv/a')).status).toBe(404);
    expect((await ask(port, 'POST', '/call/get', '{"key": 1}')).status).toBe(400);
    expect((await ask(port, 'GET', '/elsewhere')).status).toBe(404);
    const elsewhere = { host: 'example.org' };
    expect((await ask(port, 'GET', '/kv/a', '', elsewhere)).status).toBe(403);
    const page = { origin: 'http://example.org' };
    expect((await ask(port, 'PUT', '/kv/a', 'x', page)).status).toBe(403);

    const pids = (await pidsOf(port)).filter((pid) => pid !== null);
    expect(pids.length).toBe(2);
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    await gone(pids);
  });

  it('--serve leaves nothing behind when it is killed, paused nodes included', async () => {
    const child = started('live', KV, '--serve');
    const port = await addressOf(child);
    await ask(port, 'POST', '/nodes/server1/pause');
    const pids = await pidsOf(port);
    expect(pids.length).toBe(3);
    expect(pids.every(lives)).toBe(true);
    child.kill('SIGKILL');
    await gone(pids);
  });
});
