import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { declare, implement, int, list, map, text, value } from '../node/kit.js';
import type { AnyProtocol } from '../node/protocol.js';
import { Role } from '../node/role.js';
import { Random } from '../random.js';
import { NodeDisk, readDisk } from './disk.js';

const declaration = declare({
  name: 'remembers',
  about: 'Keeps things.',
  roles: {
    server: {
      durable: { term: int, log: list(value({ term: int, what: text })), store: map(text, int) },
    },
  },
});
const role = new Role('server', implement(declaration, { server: {} }) as unknown as AnyProtocol);
const folder = mkdtempSync(join(tmpdir(), 'assay-disk-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the disk of a live node', () => {
  it('holds what was written last, whichever fields changed', () => {
    const path = join(folder, 'last.json');
    const disk = new NodeDisk(role, path);
    const random = new Random(7);
    expect(readDisk(role, path)).toBeNull();
    let image = role.disk.initial();
    const now = role.disk.initial();
    const log = now['log'] as unknown[];
    for (let i = 0; i < 60; i++) {
      if (random.below(2) === 0) now['term'] = i;
      if (random.below(2) === 0) log.push({ term: i, what: `“${i}”\n` });
      if (random.below(9) === 0) log.length = 0;
      if (random.below(2) === 0) (now['store'] as Map<string, number>).set(`k${i % 5}`, i);
      image = role.disk.refresh(image, now);
      disk.write(image);
      expect(readDisk(role, path)).toEqual(now);
    }
    expect(readdirSync(folder)).toEqual(['last.json']);
  });

  it('does not go back when a write in the background is overtaken', async () => {
    const path = join(folder, 'later.json');
    const disk = new NodeDisk(role, path);
    const [first, second] = [1, 2].map((term) => ({ ...role.disk.initial(), term }));
    const later = disk.writeLater(first);
    disk.write(second);
    await later;
    expect(readDisk(role, path)?.['term']).toBe(2);
    await disk.writeLater({ ...second, term: 3 });
    expect(readDisk(role, path)?.['term']).toBe(3);
    expect(readdirSync(folder).sort()).toEqual(['last.json', 'later.json']);
  });

  it('of another shape is refused with its path', () => {
    const path = join(folder, 'wrong.json');
    writeFileSync(path, '{"term": "one", "log": [], "store": []}');
    expect(() => readDisk(role, path)).toThrow(/wrong\.json\.term should be/);
  });
});
