/**
 * `assay`: reads the command line and hands over to one file a command (cli/commands/), loaded when it
 * is asked for. Results go to stdout, everything else to stderr.
 */

import { Command, CommanderError, Option } from 'commander';
import { STORAGES } from '../checkers/exploration/approximate/storage.js';
import { HISTORY_FORMS } from '../engine/history/import/forms.js';
import { OBJECT_NAMES } from '../engine/objects/names.js';
import { version } from '../engine/package-root.js';
import { NoRoom } from '../engine/transition/no-room.js';
import { EXIT, UsageError } from './exit.js';
import { bytes, count, seconds, whole } from './quantities.js';
import { reductions } from './reductions.js';
import { painterFor } from './terminal.js';

/** Runs one command line (without node and script) and answers the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.ok;
  const program = commands((result) => {
    code = result;
  });
  try {
    await program.parseAsync(argv as string[], { from: 'user' });
    return code;
  } catch (error) {
    return explain(error);
  }
}

type Done = (code: number) => void;

function commands(done: Done): Command {
  const program = new Command('assay')
    .description('Write a system down in YAML and find out whether what you claim of it is true.')
    .version(version(), '-V, --version')
    .option('--color', 'colour even where the output is not a terminal')
    .option('--no-color', 'no colour')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'assay: ')) });
  program.addHelpText('after', EXAMPLES);
  addCheck(program, done);
  addConform(program, done);
  addHistory(program, done);
  addSimulate(program, done);
  addLive(program, done);
  addReaders(program, done);
  addTools(program, done);
  return program;
}

/** What `--color` or `--no-color` says; undefined when neither is there. */
function colourOf(program: Command): boolean | undefined {
  return program.getOptionValueSource('color') === 'cli' ? program.opts()['color'] : undefined;
}

function addCheck(program: Command, done: Done): void {
  program
    .command('check')
    .summary('find out whether the properties of specs hold')
    .argument('<files|folders...>', 'spec files, or folders with some')
    .addOption(setOption())
    .addOption(repeatable('--only <property>', 'only this property (repeatable)'))
    .option('--mutants', 'also build every mutant, and see that its properties catch it')
    .option(
      '--mutant <name>',
      'check the specs as this mutant of theirs has them, and tell its runs',
    )
    .option('--prove', 'also prove the invariants of models, by induction (z3)')
    .option('--json', 'print one JSON document (schema: assay/report/v1)')
    .addOption(reportOption())
    .addOption(strategyOption())
    .option('--swarm <n>', 'many small searches, each different, for what one cannot search', count)
    .addOption(storageOption())
    .option('--seed <n>', 'seed of random walks, swarms, studies, and of hashes', count)
    .option('--fail-fast', 'stop a spec at its first property that is not as expected')
    .option('--max-states <n>', 'stop after so many distinct states (500000, 2m)', count)
    .option('--max-seconds <time>', 'stop after so long (90s, 5min), for each spec', seconds)
    .option('--max-memory <size>', 'stop when the process holds so much (4GiB)', bytes)
    .option('--checkpoint <folder>', 'save the exploration there from time to time, and at Ctrl-C')
    .option('--resume <folder>', 'go on from what was saved there, and save it there')
    .option('--disk <folder>', 'where an exploration goes on when memory is full, exactly')
    .addOption(reduceOption())
    .option('--workers <n>', 'threads that work together; default: one a processor', count)
    .option('--no-reduction', 'explore the full state space, without reductions')
    .option('-q, --quiet', 'print only what is not as expected')
    .action(async (paths: string[], options) => {
      const { check } = await import('./commands/check.js');
      done(await check(paths, { ...NONE, ...options, color: colourOf(program) }));
    });
}

function addConform(program: Command, done: Done): void {
  program
    .command('conform')
    .summary('find out whether a recorded trace of a real system follows a model')
    .argument('<spec>', 'a file with a model')
    .argument('<trace>', 'JSON Lines, one object a step; `-` for standard input')
    .addOption(whichOption('model'))
    .addOption(setOption())
    .option('--hidden <n>', 'steps before each line that left no line, at most (default: 0)', whole)
    .option('--stutter', 'a line without an action may also be no step')
    .option('--json', 'print one JSON document (schema: assay/report/v1)')
    .addOption(reportOption())
    .option('--max-states <n>', 'stop where more states fit one line (default: 1000000)', count)
    .option('--max-seconds <time>', 'stop after so long (90s, 5min)', seconds)
    .option('--max-memory <size>', 'stop when the process holds so much (4GiB)', bytes)
    .option('-q, --quiet', 'print only what is not as expected')
    .action(async (spec: string, trace: string, options) => {
      const { conform } = await import('./commands/conform.js');
      done(await conform(spec, trace, { ...NONE, ...options, color: colourOf(program) }));
    });
}

function addHistory(program: Command, done: Done): void {
  program
    .command('history')
    .summary('judge what clients of a real system were told')
    .command('check')
    .summary('find out whether a recorded history is linearizable')
    .argument('<file>', 'JSON Lines, Jepsen EDN or a log of one; `-` for standard input')
    .addOption(new Option('--object <name>', `what it is a history of: ${OBJECT_NAMES.join(', ')}`))
    .option('--initial <value>', 'what is there before any write, as JSON (default: null)')
    .addOption(
      new Option('--form <form>', 'how it is written; default: as it begins').choices([
        ...HISTORY_FORMS,
      ]),
    )
    .addOption(
      new Option(
        '--failed-cas <meaning>',
        'what `:fail` of a cas says: that nothing was done, or also that the value was another',
      )
        .choices(['refused', 'answered'])
        .default('refused'),
    )
    .option('--json', 'print one JSON document (schema: assay/report/v1)')
    .addOption(reportOption())
    .option('--max-states <n>', 'stop after so many points of the search (500000, 2m)', count)
    .option('--max-seconds <time>', 'stop after so long (90s, 5min)', seconds)
    .option('--max-memory <size>', 'stop when the process holds so much (4GiB)', bytes)
    .option('-q, --quiet', 'print only what is not as expected')
    .action(async (file: string, options) => {
      const { checkHistoryFile } = await import('./commands/history.js');
      done(await checkHistoryFile(file, { ...NONE, ...options, color: colourOf(program) }));
    });
}

function addSimulate(program: Command, done: Done): void {
  program
    .command('simulate')
    .summary('run a system many times in virtual time, under its faults and clients')
    .argument('<spec>', 'a file with a system')
    .addOption(whichOption('system'))
    .addOption(setOption())
    .addOption(repeatable('--only <property>', 'only this property (repeatable)'))
    .option('--seed <n>', 'the first seed (default: 1); without --seeds the only one', count)
    .option('--seeds <n>', 'how many runs, instead of what the spec says', count)
    .option('--for <time>', 'how long each run is, instead of what the spec says (10s)', seconds)
    .option('--trace', 'print the run of --seed step by step')
    .option('--mutants', 'also run every mutant that simulation should catch, until it does')
    .addOption(repeatable('--mutant <name>', 'with this mistake of the protocol (repeatable)'))
    .option('--save <folder>', 'write each failing run there, made smaller, for `assay replay`')
    .option('--max-seconds <time>', 'stop after so long (90s; default: 10min)', seconds)
    .option('--workers <n>', 'threads that work together; default: one a processor', count)
    .option('--json', 'print one JSON document (schema: assay/report/v1)')
    .addOption(reportOption())
    .option('-q, --quiet', 'print only what is not as expected')
    .action(async (spec: string, options) => {
      const { simulate } = await import('./commands/simulate.js');
      done(await simulate(spec, { ...NONE, mutant: [], ...options, color: colourOf(program) }));
    });
  program
    .command('replay')
    .summary('run a failing run again, step by step')
    .argument('<file>', 'a run that `assay simulate --save` wrote')
    .option('--json', 'print one JSON document (schema: assay/report/v1)')
    .addOption(reportOption())
    .action(async (file: string, options) => {
      const { replay } = await import('./commands/replay.js');
      done(await replay(file, { ...NONE, ...options, color: colourOf(program) }));
    });
}

function addLive(program: Command, done: Done): void {
  program
    .command('live')
    .summary('run the nodes of a system as processes, under its faults and clients')
    .argument('<spec>', 'a file with a system')
    .addOption(whichOption('system'))
    .addOption(setOption())
    .addOption(repeatable('--only <property>', 'only this property (repeatable)'))
    .addOption(repeatable('--mutant <name>', 'with this mistake of the protocol (repeatable)'))
    .option('--seed <n>', 'seed of faults and of what clients ask (default: 1)', count)
    .option('--for <time>', 'how long, instead of what the spec says (10s, 1min)', seconds)
    .option('--history <path>', 'also write what clients asked and were told, as JSON Lines')
    .option('--data <folder>', 'where the disks of the nodes are kept (default: nowhere)')
    .option('--serve', 'no faults, no clients: a cluster to be used over HTTP, until Ctrl-C')
    .option('--port <n>', 'of --serve, on loopback (default: one that is free)', whole)
    .option('--json', 'print one JSON document (schema: assay/report/v1)')
    .addOption(reportOption())
    .option('-q, --quiet', 'print only what is not as expected')
    .action(async (spec: string, options) => {
      const { live } = await import('./commands/live.js');
      done(await live(spec, { ...NONE, mutant: [], ...options, color: colourOf(program) }));
    });
}

/** Commands that read specs and check nothing. */
function addReaders(program: Command, done: Done): void {
  program
    .command('lint')
    .summary('read specs and report every mistake in them, without checking anything')
    .argument('<files|folders...>', 'spec files, or folders with some')
    .addOption(setOption())
    .option('--json', 'print one JSON document (schema: assay/lint/v1)')
    .action(async (paths: string[], options) => {
      const { lint } = await import('./commands/lint.js');
      done(await lint(paths, { ...NONE, ...options, color: colourOf(program) }));
    });
  program
    .command('show')
    .summary('say in plain words what a spec says')
    .argument('<file>', 'a spec file')
    .addOption(setOption())
    .action(async (file: string, options) => {
      const { show } = await import('./commands/show.js');
      done(await show(file, { ...NONE, ...options, color: colourOf(program) }));
    });
  program
    .command('graph')
    .summary('draw the state graph of a small model')
    .argument('<file>', 'a file with a model')
    .addOption(whichOption('model'))
    .addOption(setOption())
    .addOption(formatOption())
    .option('-o, --output <path>', 'where to write it (default: standard output)')
    .action(async (file: string, options) => {
      const { graph } = await import('./commands/graph.js');
      done(await graph(file, { ...NONE, ...options, color: colourOf(program) }));
    });
  addExport(program, done);
}

function addExport(program: Command, done: Done): void {
  program
    .command('export')
    .summary('write a model or a theory in the language of another tool')
    .argument('<file>', 'a file with a model or a theory')
    .addOption(whichOption('model'))
    .addOption(whichOption('theory'))
    .addOption(
      new Option('--to <language>', 'which language')
        .choices(['tla', 'smt2', 'promela', 'coq', 'lean'])
        .makeOptionMandatory(),
    )
    .addOption(setOption())
    .option('-o, --output <path>', 'where to write it (default: standard output)')
    .action(async (file: string, options) => {
      const { exportTo } = await import('./commands/export.js');
      done(await exportTo(file, { ...NONE, ...options, color: colourOf(program) }));
    });
}

function addTools(program: Command, done: Done): void {
  program
    .command('init')
    .summary('write a commented starter spec')
    .argument('[file]', 'where to write it', 'first.assay.yaml')
    .option('--force', 'write over an existing file')
    .action(async (file: string, options) => {
      const { init } = await import('./commands/init.js');
      done(init(file, options));
    });
  program
    .command('list')
    .summary('list the specs of the library')
    .option('--json', 'print one JSON document')
    .action(async (options) => {
      const { list } = await import('./commands/list.js');
      done(await list(options, painterFor(process.stdout, colourOf(program))));
    });
  program
    .command('doctor')
    .summary('see what this machine has, and what is missing for what')
    .option('--json', 'print one JSON document')
    .action(async (options) => {
      const { doctor } = await import('./commands/doctor.js');
      done(doctor(options, painterFor(process.stdout, colourOf(program))));
    });
}

const FORMATS = 'html, json, junit, sarif, markdown, github, text';

const EXAMPLES = `
Examples:
  assay init                                 a first spec of your own, commented
  assay check first.assay.yaml               what holds, and the shortest run that refutes what does not
  assay check first.assay.yaml --mutants     and that each property can fail
  assay check specs --report html=out.html --report junit=out.xml

Exit codes: 0 as expected, 1 not as expected, 2 bad usage or spec, 3 inconclusive, 4 our fault, 130 interrupted.`;

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** Without a default, which help would show: `NONE` stands for it. */
const repeatable = (flags: string, description: string): Option =>
  new Option(flags, description).argParser(collect);

/** What options that are repeated are when nobody gives them. */
const NONE = { set: [], only: [], report: [] };

const whichOption = (kind: 'model' | 'system' | 'theory'): Option =>
  new Option(`--${kind} <name>`, 'which one, in a file with several');

const setOption = (): Option =>
  repeatable('--set <name=value>', 'set a constant, or any path: --set N=5 (repeatable)');

const reportOption = (): Option =>
  repeatable(
    '--report <format=path>',
    `also write a report: ${FORMATS}; \`-\` for standard output (repeatable)`,
  );

const formatOption = (): Option =>
  new Option('--format <format>', 'what to write')
    .choices(['svg', 'dot', 'mermaid'])
    .default('svg');

const strategyOption = (): Option =>
  new Option('--strategy <strategy>', 'how to search')
    .choices(['breadth-first', 'depth-first', 'random-walk'])
    .default('breadth-first');

const storageOption = (): Option =>
  new Option(
    '--storage <storage>',
    'what is kept of a state: with less than all of it nothing is found to hold, only refuted',
  )
    .choices([...STORAGES])
    .default('exact');

const reduceOption = (): Option =>
  new Option(
    '--reduce <reductions>',
    'how to explore fewer states: auto, or a list of sleep, symmetry, partial-order, slicing',
  ).argParser(reductions);

function explain(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  if (error instanceof UsageError) {
    console.error(`assay: ${error.message}`);
    if (error.hint !== undefined) console.error(error.hint);
    return EXIT.usage;
  }
  if (error instanceof NoRoom) {
    console.error(`assay: stopped at ${error.message}`);
    return EXIT.inconclusive;
  }
  console.error(
    'assay: something went wrong inside Assay itself. This is a bug; please report it with the spec.',
  );
  console.error(error instanceof Error ? error.stack : error);
  return EXIT.internal;
}
