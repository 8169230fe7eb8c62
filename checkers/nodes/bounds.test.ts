import { describe, expect, it } from 'vitest';
import type { NodesSettings } from '../../engine/transition/nodes/settings.js';
import { several } from '../systems/range.js';
import { boundsText } from './bounds.js';

type Settings = Parameters<typeof boundsText>[0];

const words = (more: Partial<NodesSettings>, timers: object = { bell: {} }): string =>
  boundsText({
    cluster: {
      counts: { replica: 2, proxy: 1 },
      protocol: { declaration: { roles: { replica: { timers } } } },
    },
    clients: { scripts: [], invoke: 'eager' },
    network: { order: 'any', loss: 'never', duplicate: 'never' },
    timers: { each: null, all: null },
    crashes: 0,
    unsynced: 'lost',
    ...more,
  } as unknown as Settings);

describe('what an exploration ranges over', () => {
  it('is told in words', () => {
    expect(words({}, {})).toBe(
      '2 replicas, 1 proxy, messages in any order, none lost or duplicated and no crash',
    );
  });

  it.each<[Partial<NodesSettings>, string]>([
    [{ network: { order: 'per link', loss: 1, duplicate: 'never' } }, 'in order on each link'],
    [{ network: { order: 'any', loss: 1, duplicate: 'never' } }, 'up to 1 lost, none duplicated'],
    [{ network: { order: 'any', loss: 2, duplicate: 2 } }, 'up to 2 lost and as many duplicated'],
    [
      { network: { order: 'any', loss: 'always possible', duplicate: 'always possible' } },
      'any lost or duplicated',
    ],
    [{ crashes: 1 }, '1 crash (unsynced writes lost; messages to who is down lost or late)'],
    [
      { crashes: 2, stops: 1, unsynced: 'either' },
      '2 crashes and 1 for ever (unsynced writes lost or kept; messages to who is down lost or late)',
    ],
    [{ timers: { each: null, all: 1 } }, 'and 1 firing of timers'],
    [{ timers: { each: 2, all: null } }, 'and 2 firings of each timer'],
    [{ timers: { each: null, all: null } }, 'and timers at any time'],
    [
      { timers: { tick: 1_000_000, clamp: 7_000_000, late: false, prompt: false } },
      'a clock in ticks of 1 s, times up to 7 s',
    ],
  ])('%o: %s', (more, text) => expect(words(more)).toContain(text));

  it('has plurals', () => {
    expect(several(2, 'proxy')).toBe('2 proxies');
    expect(several(2, 'relay')).toBe('2 relays');
    expect(several(2, 'process')).toBe('2 processes');
  });
});
