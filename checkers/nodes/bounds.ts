/** What an exploration of nodes ranges over, in the words of its claims: `3 servers, messages in any order, …`. */
import { timeText } from '../../engine/time-text.js';
import {
  type Allowance,
  isDiscrete,
  type NodesSettings,
} from '../../engine/transition/nodes/settings.js';
import { listed } from '../exploration/claims.js';
import { several } from '../systems/range.js';

/** `3 servers, messages in any order, none lost or duplicated, 1 crash (unsynced writes lost) and timers at any time`. */
export function boundsText(settings: NodesSettings): string {
  const { clients, cluster } = settings;
  const calling = clients.scripts.length;
  return listed([
    ...Object.entries(cluster.counts ?? {}).map(([role, count]) => several(count, role)),
    ...(calling > 0 ? [several(calling, 'client')] : []),
    messagesText(settings),
    crashesText(settings),
    ...timersText(settings),
  ]);
}

function messagesText({ network: { order, loss, duplicate } }: NodesSettings): string {
  const sent = order === 'any' ? 'messages in any order' : 'messages in order on each link';
  if (loss === duplicate) return `${sent}, ${share(loss)} lost${or(loss)}duplicated`;
  return `${sent}, ${share(loss)} lost, ${share(duplicate)} duplicated`;
}

const share = (allowed: Allowance): string =>
  allowed === 'never' ? 'none' : allowed === 'always possible' ? 'any' : `up to ${allowed}`;

const or = (allowed: Allowance): string => (typeof allowed === 'number' ? ` and as many ` : ' or ');

function crashesText({ crashes, stops = 0, victims, unsynced }: NodesSettings): string {
  if (crashes + stops === 0) return 'no crash';
  const forEver = stops === 0 ? '' : ` and ${stops} for ever`;
  const more = [
    ...(victims ? [`of ${victims.text}`] : []),
    `unsynced writes ${unsynced === 'either' ? 'lost or kept' : unsynced}`,
    ...(crashes > 0 ? ['messages to who is down lost or late'] : []),
  ];
  return `${several(crashes, 'crash')}${forEver} (${more.join('; ')})`;
}

function timersText({ timers, cluster }: NodesSettings): string[] {
  const { roles } = cluster.protocol.declaration;
  const has = Object.values(roles).some((role) => Object.keys(role.timers ?? {}).length > 0);
  if (!has) return [];
  if (isDiscrete(timers)) {
    const { tick, clamp, prompt } = timers;
    const soon = prompt ? ', messages within one' : '';
    return [`a clock in ticks of ${timeText(tick)}${soon}, times up to ${timeText(clamp)}`];
  }
  if (timers.each !== null) return [`${several(timers.each, 'firing')} of each timer`];
  return [
    timers.all === null ? 'timers at any time' : `${several(timers.all, 'firing')} of timers`,
  ];
}
