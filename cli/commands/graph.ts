/** `assay graph`: the state graph of a small model, as a picture or as text for other tools. */
import { checkModel } from '../../checkers/exploration/check.js';
import { PICTURE_STATES_MAX } from '../../checkers/exploration/small-graph.js';
import type { StateGraph } from '../../checkers/verdict.js';
import { placeOf } from '../../engine/language/source.js';
import { compileModel } from '../../engine/transition/compile.js';
import { graphDot, graphMermaid, graphSvg } from '../../reports/index.js';
import { EXIT, UsageError } from '../exit.js';
import { oneSpec, type SpecChoice } from '../one-spec.js';
import type { ColourOption, ReadingOptions } from '../options.js';
import { diagnosticsText, readSpecs } from '../reading.js';
import { painterFor } from '../terminal.js';
import { writeText } from '../writing.js';

export interface GraphOptions extends ReadingOptions, ColourOption, Pick<SpecChoice, 'model'> {
  readonly format: 'svg' | 'dot' | 'mermaid';
  readonly output?: string;
}

export async function graph(file: string, options: GraphOptions): Promise<number> {
  const reading = await readSpecs([file], options);
  if (reading.failed) {
    console.error(diagnosticsText(reading.diagnostics, painterFor(process.stderr, options.color)));
    return EXIT.usage;
  }
  const { spec } = oneSpec(file, reading, ['model'], options, 'Only a model has a state graph.');
  const found = await checkModel(compileModel(spec), {
    place: placeOf(spec.span),
    only: () => false,
    limits: { maxStates: PICTURE_STATES_MAX },
  });
  if (found.exploration?.graph == null) {
    throw new UsageError(
      `${spec.name} has more than ${PICTURE_STATES_MAX} states: too many to read in one picture.`,
      'Make it smaller with --set.',
    );
  }
  const text = await draw(found.exploration.graph, options.format);
  if (options.output === undefined) process.stdout.write(text);
  else writeText(options.output, text);
  return EXIT.ok;
}

async function draw(states: StateGraph, format: GraphOptions['format']): Promise<string> {
  if (format === 'dot') return graphDot(states);
  if (format === 'mermaid') return graphMermaid(states);
  return graphSvg(states);
}
