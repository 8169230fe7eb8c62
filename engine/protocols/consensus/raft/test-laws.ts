/** The laws of Raft (paper, figure 3), judged on all servers after each step; and no server takes back a term, a vote or a commit. */
import type { DiskOf, MemoryOf } from '../../../node/protocol.js';
import type { D } from './declaration.js';

type Server = { readonly disk: DiskOf<D, 'server'>; readonly mem: MemoryOf<D, 'server'> };
type Known = { readonly text: string; readonly term: number; readonly by: number };

export class Laws {
  /** The first law that was broken. */
  violation: string | null = null;
  readonly elected = new Map<number, number>();
  /** By index: the entry that somebody knew to be committed, and the least term in which somebody did. */
  readonly committed = new Map<number, Known>();
  private readonly applied = new Map<number, string>();

  constructor(private readonly servers: readonly Server[]) {}

  broken(law: string): undefined {
    this.violation ??= law;
    return undefined;
  }

  heard(node: number, event: string, fields: object): void {
    if (event === 'elected') this.electedIn(node, (fields as { term: number }).term);
    if (event !== 'applied') return;
    const { index, ...entry } = fields as { index: number };
    const text = textOf(entry);
    if ((this.applied.get(index) ?? text) !== text)
      this.broken(`state machine safety: two commands applied at ${index}`);
    this.applied.set(index, text);
  }

  private electedIn(node: number, term: number): void {
    if ((this.elected.get(term) ?? node) !== node)
      this.broken(`election safety: two leaders in term ${term}`);
    this.elected.set(term, node);
    const { base, log } = this.servers[node].disk;
    for (const [index, known] of this.committed) {
      if (known.term >= term || index <= base.index) continue;
      const entry = log[index - base.index - 1];
      if (entry === undefined || textOf(entry) !== known.text)
        this.broken(`leader completeness: the leader of term ${term} lacks entry ${index}`);
    }
  }

  /** After a step of `node`. */
  judge(node: number): void {
    const server = this.servers[node];
    this.judgeCommit(node, server);
    for (const [other, against] of this.servers.entries())
      if (other !== node && !matches(server.disk, against.disk))
        this.broken('log matching: equal index and term, and different entries up to there');
  }

  private judgeCommit(node: number, { disk, mem }: Server): undefined {
    for (let index = disk.base.index + 1; index <= mem.commit; index++) {
      const entry = disk.log[index - disk.base.index - 1];
      if (entry === undefined)
        return this.broken(`entry ${index} is committed, and not in the log`);
      const text = textOf(entry);
      const known = this.committed.get(index);
      if (known !== undefined && known.text !== text)
        return this.broken(`two entries are committed at ${index}`);
      if (known === undefined || known.term > disk.term)
        this.committed.set(index, { text, term: disk.term, by: node });
    }
  }
}

const texts = new WeakMap<object, string>();

function textOf(value: object): string {
  let text = texts.get(value);
  if (text === undefined) {
    text = JSON.stringify(value, (_, v: unknown) => (v instanceof Set ? [...v].sort() : v));
    texts.set(value, text);
  }
  return text;
}

/** Below the last entry that two logs share by index and term they have to be the same. */
function matches(a: DiskOf<D, 'server'>, b: DiskOf<D, 'server'>): boolean {
  const first = Math.max(a.base.index, b.base.index) + 1;
  let same = false;
  for (
    let i = Math.min(a.base.index + a.log.length, b.base.index + b.log.length);
    i >= first;
    i--
  ) {
    const [x, y] = [a.log[i - a.base.index - 1], b.log[i - b.base.index - 1]];
    if (x.term === y.term) same = true;
    else if (same) return false;
    if (same && x !== y && textOf(x) !== textOf(y)) return false;
  }
  return true;
}
