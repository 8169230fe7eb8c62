/**
 * What the page does with a pointer and a keyboard, where scripts run: a step and its event light up
 * together, arrow keys walk through the steps, runs are replayed, links open the section they lead to, and charts come
 * alive when they are first seen. Without it everything can still be read.
 */
import { REPLAY_BEHAVIOUR } from './replay.js';

export const BEHAVIOUR = `'use strict';
(() => {
  const all = (selector, root) => [...(root || document).querySelectorAll(selector)];
  const lit = (on, element) => {
    const { run, step } = element.dataset;
    for (const twin of all('[data-run]')) {
      if (twin.dataset.run === run && twin.dataset.step === step) twin.classList.toggle('lit', on);
    }
  };
  const clear = () => { for (const element of all('.lit')) element.classList.remove('lit'); };
  for (const element of all('[data-run]')) {
    element.addEventListener('pointerenter', () => { clear(); lit(true, element); });
    element.addEventListener('pointerleave', () => lit(false, element));
    element.addEventListener('click', () => replays.get(element.dataset.run)?.(element.dataset.step));
  }
  const show = (run, step) => {
    clear();
    for (const twin of all('[data-run]')) {
      if (twin.dataset.run === run && twin.dataset.step === step) twin.classList.add('lit');
    }
  };
${REPLAY_BEHAVIOUR}  for (const table of all('.steps')) {
    const region = table.closest('.scroll');
    region.addEventListener('keydown', (event) => {
      const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!move) return;
      const rows = all('tr[data-run]', table);
      const next = rows[rows.findIndex((row) => row.classList.contains('lit')) + move];
      if (!next) return;
      event.preventDefault();
      clear();
      lit(true, next);
      replays.get(next.dataset.run)?.(next.dataset.step);
      next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    });
    region.addEventListener('blur', clear);
  }
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
    target.scrollIntoView();
  };
  addEventListener('hashchange', reveal);
  reveal();
  addEventListener('beforeprint', () => { for (const details of all('details')) details.open = true; });
})();
`;

/** Only in pages with charts, after the Vega scripts. Colours are resolved here, once for each theme,
 * so that what is saved from a chart has them too; expressions are interpreted, never evaluated. */
export const CHART_BEHAVIOUR = `'use strict';
(() => {
  const specs = JSON.parse(document.getElementById('chart-specs').textContent);
  const coloured = (spec) => {
    const style = getComputedStyle(document.documentElement);
    const text = JSON.stringify(spec);
    return JSON.parse(text.replace(/var\\((--\\w+)\\)/g, (_, name) => style.getPropertyValue(name).trim()));
  };
  const draw = async (chart) => {
    const live = document.createElement('div');
    await vegaEmbed(live, coloured(specs[Number(chart.dataset.chart)]), {
      ast: true,
      renderer: 'svg',
      hover: false,
      actions: false,
    });
    live.className = 'chart';
    live.dataset.chart = chart.dataset.chart;
    live.dataset.live = '';
    live.setAttribute('role', 'img');
    live.setAttribute('aria-label', chart.getAttribute('aria-label'));
    chart.replaceWith(live);
    return live;
  };
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target);
    }
  });
  for (const chart of document.querySelectorAll('.chart')) seen.observe(chart);
  matchMedia('(prefers-color-scheme:dark)').addEventListener('change', () => {
    for (const chart of document.querySelectorAll('.chart[data-live]')) draw(chart);
  });
})();
`;
