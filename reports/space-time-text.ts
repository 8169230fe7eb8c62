/**
 * A run as a space-time diagram (Lamport 1978) in plain text, for terminals: a lifeline for everyone who acts, a row for each step, and
 * each message in the row where it arrives or is lost, with the number of the step that sent it at its tail.
 *
 *     12 11.594 ms       │           ◀──vote 10──────────┤
 */
import type { Trace } from '../engine/trace.js';
import { type Fold, foldTrace } from './evidence/folding.js';
import { type LaneDiagram, type LaneMessage, laneDiagram } from './evidence/lanes.js';
import { foldWords, type StepRow, stepTable } from './evidence/step-table.js';
import { noPaint, type Paint, type Style } from './paint.js';
import { printable } from './wording.js';

export interface SpaceTimeOptions {
  /** Columns of the terminal; no line is longer. */
  readonly width: number;
  readonly paint?: Paint;
  /** What the last step is. */
  readonly ends?: 'violated' | 'holds' | null;
}

const ROWS_MAX = 60;
const LANE_MAX = 18;
const LANE_MIN = 5;
/** Room for words at the right, where there is some. */
const WORDS_MIN = 12;
const WORDS_WISHED = 24;
const UNHEARD_MAX = 3;

/** Nothing for a run of one state; one line that says so where there are more lanes than fit. */
export function spaceTimeText(trace: Trace, system: string, options: SpaceTimeOptions): string[] {
  if (trace.steps.length < 2) return [];
  const folding = foldTrace(trace, ROWS_MAX, true);
  const diagram = withoutNetwork(laneDiagram(trace, system));
  const { rows, folds } = stepTable(trace, undefined, folding);
  const frame = frameOf(diagram, rows, options.width);
  if (frame === null)
    return [`${diagram.lanes.length} lanes do not fit in ${options.width} columns.`];
  const drawing = new Drawing(diagram, frame, options);
  const lines = rows.flatMap((row) => {
    const fold = folds.find(({ to }) => to === row.index);
    return [...(fold === undefined ? [] : [drawing.fold(fold)]), ...drawing.step(row)];
  });
  return [drawing.head(), ...lines, ...drawing.foot()];
}

/** What befalls links has no lifeline here: it is told beside the others. */
function withoutNetwork(diagram: LaneDiagram): LaneDiagram {
  const at = diagram.lanes.indexOf('network');
  const speaks = diagram.messages.some(({ from, to }) => from === at || to === at);
  if (at < 0 || speaks || at !== diagram.lanes.length - 1) return diagram;
  return {
    ...diagram,
    lanes: diagram.lanes.slice(0, -1),
    events: diagram.events.filter(({ lane }) => lane !== at),
  };
}

interface Frame {
  readonly digits: number;
  /** 0 where times are left out. */
  readonly time: number;
  readonly lane: number;
  /** 0 where there are none. */
  readonly words: number;
  readonly gutter: number;
}

function frameOf({ lanes }: LaneDiagram, rows: readonly StepRow[], width: number): Frame | null {
  const digits = String(rows[rows.length - 1].index).length;
  const longest = Math.max(0, ...rows.map(({ time }) => time?.length ?? 0));
  const names = Math.max(...lanes.map((name) => [...printable(name)].length));
  const natural = Math.min(LANE_MAX, Math.max(names + 2, 9));
  for (const time of [longest, 0]) {
    const gutter = digits + 1 + (time === 0 ? 0 : time + 1);
    const wished = width - gutter - WORDS_WISHED;
    const room = wished >= lanes.length * natural ? wished : width - gutter - WORDS_MIN;
    const narrow = room < lanes.length * LANE_MIN * 2;
    const lane = Math.min(LANE_MAX, Math.floor((narrow ? width - gutter : room) / lanes.length));
    if (lane < LANE_MIN || (lane < 2 * LANE_MIN && time > 0)) continue;
    const words = width - gutter - lane * lanes.length - 1;
    return { digits, time, lane, words: words < WORDS_MIN - 1 ? 0 : words, gutter };
  }
  return null;
}

interface Glyph {
  text: string;
  style: Style | null;
}

class Drawing {
  private readonly paint: Paint;
  private readonly used = new Set<string>();

  constructor(
    private readonly diagram: LaneDiagram,
    private readonly frame: Frame,
    private readonly options: SpaceTimeOptions,
  ) {
    this.paint = options.paint ?? noPaint;
  }

  head(): string {
    const { lane, gutter } = this.frame;
    const names = this.diagram.lanes.map((name) => centred(shortName(name, lane - 1), lane));
    return `${' '.repeat(gutter)}${this.paint('strong', names.join('').trimEnd())}`;
  }

  fold(fold: Fold): string {
    const glyphs = this.lifelines(fold.from).map((glyph) => ({
      ...glyph,
      text: glyph.text === ' ' ? ' ' : '⋮',
    }));
    return this.line('', '', glyphs, `… ${foldWords(fold)} …`);
  }

  /** A row, and one more for each message after the first. */
  step(row: StepRow): string[] {
    const { index } = row;
    const messages = this.diagram.messages.filter(
      ({ to, receivedAt, lostAt }) => to !== null && (receivedAt ?? lostAt) === index,
    );
    const drawn = (messages.length === 0 ? [null] : messages).map((message, i) => {
      const glyphs = this.lifelines(index);
      const told = message !== null && this.arrow(glyphs, message, index);
      if (i === 0) this.marks(glyphs, index);
      return { glyphs, told: told && row.action.includes(message.title) };
    });
    const words = drawn[0].told ? '' : this.words(row);
    return drawn.map(({ glyphs }, i) =>
      i === 0
        ? this.line(row.initial ? '' : String(index), row.time ?? '', glyphs, words)
        : this.line('', '', glyphs, ''),
    );
  }

  /** What the marks mean, as far as there are some, and what nobody has heard. */
  foot(): string[] {
    const { lanes, messages } = this.diagram;
    const legend = LEGEND.filter(([mark]) => this.used.has(mark)).map(
      ([mark, is]) => `${mark} ${is}`,
    );
    const open = messages.filter(
      ({ receivedAt, lostAt }) => receivedAt === null && lostAt === null,
    );
    const named = open
      .slice(0, UNHEARD_MAX)
      .map(({ title, sentAt, to }) => `${sentAt} ${title}${to === null ? '' : ` to ${lanes[to]}`}`);
    const more = open.length > UNHEARD_MAX ? [`${open.length - UNHEARD_MAX} more`] : [];
    const parts = [
      ...legend,
      ...(open.length === 0 ? [] : [`not received: ${[...named, ...more].join(', ')}`]),
    ];
    return folded(parts.map(printable), this.options.width).map((line) => this.paint('soft', line));
  }

  private x(lane: number): number {
    return lane * this.frame.lane + Math.floor((this.frame.lane - 1) / 2);
  }

  /** The lifelines at a step. */
  private lifelines(step: number): Glyph[] {
    const { lanes, outages, partitions } = this.diagram;
    const glyphs = Array.from(
      { length: lanes.length * this.frame.lane },
      (): Glyph => ({
        text: ' ',
        style: 'soft',
      }),
    );
    const lasts = ({ from, to }: { from: number; to: number | null }): boolean =>
      from <= step && (to === null || step < to);
    lanes.forEach((_, lane) => {
      const out = outages.find((outage) => outage.lane === lane && lasts(outage));
      const apart = partitions.some(
        (cut) => lasts(cut) && cut.groups.slice(1).some((group) => group.includes(lane)),
      );
      const text = out?.kind === 'down' ? ' ' : out ? '┊' : apart ? '╎' : '│';
      glyphs[this.x(lane)].text = this.use(text);
    });
    return glyphs;
  }

  private use(mark: string): string {
    this.used.add(mark);
    return mark;
  }

  /** From the sender's lifeline to the receiver's. True where the name of the message is there whole. */
  private arrow(glyphs: Glyph[], message: LaneMessage, step: number): boolean {
    const { from, sentAt, title } = message;
    const to = message.to as number;
    const lost = message.receivedAt === null;
    const [a, b] = [this.x(from), this.x(to)];
    if (a === b) {
      glyphs[a + 1].text = lost ? this.use('✗') : '↩';
      return false;
    }
    const way = Math.sign(b - a);
    // One that is lost as it is sent does not come far; one that is lost later nearly arrives.
    const end = lost
      ? sentAt === step
        ? a + way * Math.max(3, Math.floor(Math.abs(b - a) * 0.6))
        : b - 2 * way
      : b - way;
    for (let at = a + way; at !== end; at += way)
      glyphs[at].text = glyphs[at].text === ' ' ? '─' : '┼';
    glyphs[a].text = glyphs[a].text === ' ' ? '─' : way > 0 ? '├' : '┤';
    glyphs[end] = lost
      ? { text: this.use('✗'), style: 'violated' }
      : { text: way > 0 ? '▶' : '◀', style: 'soft' };
    const name = printable(title);
    const [first, last] = way > 0 ? [a + 2, end - 2] : [end + 2, a - 2];
    const label = labelFor(name, sentAt, way, last - first + 1);
    const start = first + Math.floor((last - first + 1 - label.length) / 2);
    [...label].forEach((text, i) => {
      glyphs[start + i] = { text, style: null };
    });
    return label.includes(name);
  }

  private marks(glyphs: Glyph[], step: number): void {
    const { events, outages } = this.diagram;
    const last = events[events.length - 1];
    const put = (lane: number, text: string, style: Style | null): void => {
      glyphs[this.x(lane)] = { text: this.use(text), style };
    };
    for (const event of events) {
      if (event.step !== step) continue;
      const ends = event === last ? (this.options.ends ?? null) : null;
      put(event.lane, ends === null ? '●' : '◆', ends);
    }
    for (const { lane, kind, from, to } of outages) {
      if (from === step)
        put(lane, kind === 'down' ? '†' : '‖', kind === 'down' ? 'violated' : null);
      else if (to === step && kind === 'down') put(lane, '○', null);
    }
  }

  private words(row: StepRow): string {
    const cut = this.diagram.partitions.find(({ from }) => from === row.index);
    if (cut !== undefined) return `cut: ${cut.words}`;
    // Whose step it is stands in the head of its column.
    const lane = this.diagram.events.find(({ step }) => step === row.index)?.lane;
    const who = lane === undefined ? '' : `${this.diagram.lanes[lane]} `;
    const what = row.action.startsWith(who) ? row.action.slice(who.length) : row.action;
    const whole = row.bindings === '' ? what : `${what} (${row.bindings})`;
    return whole.length <= this.frame.words ? whole : what;
  }

  private line(index: string, time: string, glyphs: readonly Glyph[], words: string): string {
    const { digits, time: timeWidth, words: room } = this.frame;
    const when = timeWidth === 0 ? '' : `${time.padStart(timeWidth)} `;
    const start = `${index.padStart(digits)} ${when}`;
    const text = room === 0 ? '' : shortened(printable(words), room);
    const end = text === '' ? '' : ` ${text}`;
    return this.trimmed([{ text: start, style: 'soft' }, ...glyphs, { text: end, style: null }]);
  }

  /** Painted in stretches of one style; without spaces at the end. */
  private trimmed(glyphs: readonly Glyph[]): string {
    const stretches: Glyph[] = [];
    for (const { text, style } of glyphs) {
      const last = stretches[stretches.length - 1];
      if (last !== undefined && last.style === style) last.text += text;
      else stretches.push({ text, style });
    }
    while (stretches.length > 0 && stretches[stretches.length - 1].text.trim() === '')
      stretches.pop();
    return stretches
      .map(({ text, style }, i) => {
        const shown = i === stretches.length - 1 ? text.trimEnd() : text;
        return style === null ? shown : this.paint(style, shown);
      })
      .join('');
  }
}

const LEGEND = [
  ['●', 'a step'],
  ['◆', 'the last one'],
  ['✗', 'lost'],
  ['†', 'crashes'],
  ['○', 'starts again'],
  ['‖', 'pauses'],
  ['┊', 'paused'],
  ['╎', 'cut off'],
] as const;

/** The name and, at the tail, the number of the step that sent it; as much of both as there is room for. */
function labelFor(name: string, sentAt: number, way: number, room: number): string {
  const number = String(sentAt);
  const whole = way > 0 ? `${number} ${name}` : `${name} ${number}`;
  if (whole.length <= room) return whole;
  const left = room - number.length - 1;
  if (left < 3) return number.length <= room ? number : '';
  const short = shortened(name, left);
  return way > 0 ? `${number} ${short}` : `${short} ${number}`;
}

/** Names that differ in their number go on doing so. */
function shortName(name: string, room: number): string {
  const [, stem = '', number = ''] = /^(.*?)(\d*)$/u.exec(printable(name)) ?? [];
  return `${shortened(stem, Math.max(1, room - number.length))}${number}`.slice(0, room);
}

function shortened(text: string, room: number): string {
  const points = [...text];
  return points.length <= room ? text : `${points.slice(0, room - 1).join('')}…`;
}

function centred(text: string, width: number): string {
  const left = Math.max(0, Math.floor((width - 1) / 2) - Math.floor(([...text].length - 1) / 2));
  return `${' '.repeat(left)}${text}`.padEnd(width).slice(0, width);
}

/** Parts side by side, as many as a line holds; what is longer is cut. */
function folded(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const longer = `${lines[lines.length - 1]} · ${part}`;
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(shortened(part, width));
  }
  return lines;
}
