/** Where a run is stepped through: the frames travel in an attribute, and scripts (if there are any) show them. */
import type { Replay } from '../evidence/replay.js';
import { html, type Markup } from './markup.js';

export function replayMarkup(replay: Replay, run: string, open: boolean): Markup {
  const last = replay.first + replay.frames.length - 1;
  return html`<details class="replay" data-replay="${run}" data-frames="${JSON.stringify(replay)}" hidden${open ? html` open` : null}><summary>Step through</summary>
<div class="controls" role="group" aria-label="Steps of the replay">${button('first', '|◀', 'First step')}${button('back', '◀', 'Step back')}${button('on', '▶', 'Step on')}${button('last', '▶|', 'Last step')}<input type="range" min="${replay.first}" max="${last}" value="${replay.first}" aria-label="Step"><span class="soft small">← → Home End</span></div>
<p class="now" aria-live="polite"></p>
<div class="scroll frames" tabindex="0" role="region" aria-label="State of everyone in this step"></div>
<p class="flight small"></p></details>
`;
}

const button = (move: string, text: string, label: string): Markup =>
  html`<button type="button" data-move="${move}" aria-label="${label}">${text}</button>`;

/** Part of the script of the page; `show` lights up a step elsewhere in the page. Everything that a run says is put
 * into the page as text. */
export const REPLAY_BEHAVIOUR = `
  const element = (name, text, style) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (style) made.className = style;
    return made;
  };
  const replays = new Map();
  for (const details of all('.replay')) {
    const { first, tables, values, messages, frames } = JSON.parse(details.dataset.frames);
    const range = details.querySelector('input');
    const cells = [];
    for (const { rows, columns } of tables) {
      const table = element('table', undefined, 'steps');
      const head = table.createTHead().insertRow();
      for (const name of ['', ...columns]) head.append(element('th', name));
      const body = table.createTBody();
      for (const name of rows) {
        const row = body.insertRow();
        row.append(element('th', name));
        for (const _ of columns) {
          const cell = row.insertCell();
          cells.push(cell);
        }
      }
      details.querySelector('.frames').append(table);
    }
    let at = 0;
    const go = (to, silent) => {
      at = Math.max(0, Math.min(frames.length - 1, to));
      const state = [];
      const flying = new Map();
      for (let i = 0; i <= at; i++) {
        const { sets, sent = [], gone = [] } = frames[i];
        for (let k = 0; k < sets.length; k += 2) state[sets[k]] = values[sets[k + 1]];
        for (const number of sent) flying.set(number, i);
        for (const number of gone) flying.delete(number);
      }
      const { says, time, sets, faults = [] } = frames[at];
      const news = new Set(at === 0 ? [] : sets.filter((_, k) => k % 2 === 0));
      cells.forEach((cell, i) => {
        cell.textContent = state[i];
        cell.classList.toggle('changed', news.has(i));
      });
      range.value = String(first + at);
      range.setAttribute('aria-valuetext', 'step ' + (first + at) + ': ' + says);
      const now = details.querySelector('.now');
      now.replaceChildren(element('b', 'Step ' + (first + at) + ' of ' + (first + frames.length - 1)), ' ' + (time ? time + ' ' : '') + says);
      if (faults.length > 0) now.append(element('span', faults.join('; '), 'faults'));
      const flight = details.querySelector('.flight');
      flight.replaceChildren(element('b', flying.size === 0 ? 'Nothing in flight' : 'In flight'));
      for (const [number, since] of flying) flight.append(element('span', messages[number], since === at && at > 0 ? 'message changed' : 'message'));
      for (const button of all('button', details)) {
        // Never disabled, which would take the focus from under the keys.
        button.setAttribute('aria-disabled', String(at === (/first|back/.test(button.dataset.move) ? 0 : frames.length - 1)));
      }
      if (!silent) show(details.dataset.replay, String(first + at));
    };
    const moves = { first: () => 0, back: () => at - 1, on: () => at + 1, last: () => frames.length - 1 };
    for (const button of all('button', details)) {
      button.addEventListener('click', () => go(moves[button.dataset.move]()));
    }
    range.addEventListener('input', () => go(Number(range.value) - first));
    details.addEventListener('keydown', (event) => {
      const move = { ArrowRight: 'on', ArrowLeft: 'back', Home: 'first', End: 'last' }[event.key];
      if (!move || event.target === range || event.target.closest('summary')) return;
      event.preventDefault();
      go(moves[move]());
    });
    replays.set(details.dataset.replay, (step) => go(Number(step) - first, true));
    details.hidden = false;
    go(0, true);
  }
`;
