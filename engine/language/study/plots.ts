/** Charts of a study: which channel shows which measure, or which of what is varied. */
import { child, type Entry, entry, textOf } from '../yaml/tree.js';
import * as say from './messages.js';
import type { Scope } from './scope.js';
import { CHANNELS, type Channel, type ChannelName, type Plot } from './spec.js';

export function plotsOf(scope: Scope): Plot[] {
  const section = child(scope.root, 'plot');
  return section?.node === 'mapping'
    ? section.entries.flatMap((plot) => plotOf(plot, scope) ?? [])
    : [];
}

function plotOf({ key, value }: Entry, scope: Scope): Plot | null {
  if (value.node !== 'mapping') return null;
  const mark = entry(value, 'mark');
  if (mark && textOf(mark.value) === 'boxplot') {
    scope.diagnostics.add(say.notDrawnYet(mark.value.span, 'boxplot'));
    return null;
  }
  const channels: Partial<Record<ChannelName, Channel>> = {};
  const marked = (textOf(mark?.value) || 'line') as Plot['mark'];
  for (const name of CHANNELS) {
    const written = child(value, name);
    if (written === undefined) continue;
    const channel = channelOf(textOf(written), scope);
    const wanted = wantedOf(name, marked);
    if (channel && wanted.of.includes(channel.of)) channels[name] = channel;
    // A name that is neither has been said by the linter.
    else if (channel || !/^[A-Za-z]\w*$/.test(textOf(written)))
      scope.diagnostics.add(say.wrongChannel(written.span, name, wanted.words));
  }
  if (!channels.x || !channels.y || (marked === 'rect' && !channels.color)) return null;
  const about = textOf(child(value, 'about'));
  return { name: key.text, title: about || null, mark: marked, channels, span: key.span };
}

function channelOf(name: string, scope: Scope): Channel | null {
  const axis = scope.axis(name);
  if (axis >= 0) return { of: 'axis', axis };
  const measure = scope.measures.findIndex((known) => known.name === name);
  return measure >= 0 ? { of: 'measure', measure } : null;
}

interface Wanted {
  readonly of: readonly Channel['of'][];
  readonly words: string;
}

const AXIS: Wanted = { of: ['axis'], words: 'something varied' };
const MEASURE: Wanted = { of: ['measure'], words: 'a measure' };
const EITHER: Wanted = { of: ['axis', 'measure'], words: 'a measure or something varied' };

/** A field of rectangles has two axes and shows a measure by colour; anything else shows it by height. */
function wantedOf(channel: ChannelName, mark: Plot['mark']): Wanted {
  if (channel === 'x') return mark === 'point' ? EITHER : AXIS;
  if (channel === 'size') return EITHER;
  if (channel === 'y') return mark === 'rect' ? AXIS : MEASURE;
  if (channel === 'color' && mark === 'rect') return MEASURE;
  return AXIS;
}
