/** What only kind `study` knows: what a chart can show. */
import type { Diagnostics } from '../diagnostics.js';
import { didYouMean } from '../nearest.js';
import * as say from '../schema/messages.js';
import { child, type Mapping } from '../yaml/tree.js';
import { sectionNames } from './walk.js';

const WORDS = new Set(['mark', 'about']);

export function lintStudy(root: Mapping, diagnostics: Diagnostics): void {
  const plot = child(root, 'plot');
  if (plot?.node !== 'mapping') return;
  const names = [...sectionNames(root, 'vary'), ...sectionNames(root, 'measure')];
  for (const { value: chart } of plot.entries) {
    if (chart.node !== 'mapping') continue;
    for (const { key, value } of chart.entries) {
      if (WORDS.has(key.text) || value.node !== 'scalar' || value.text === null) continue;
      if (/^[A-Za-z]\w*$/.test(value.text) && !names.includes(value.text))
        diagnostics.add(
          say.unknownReference(
            value.span,
            value.text,
            'vary and measure',
            didYouMean(value.text, names),
          ),
        );
    }
  }
}
