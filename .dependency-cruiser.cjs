/**
 * The layers: specs (data) → engine → checkers → reports → cli, notebooks. Imports go one way only.
 * `npm run check` and test/layers.test.ts enforce what is written here.
 */

/** A room, and the rooms that it may not look into. */
const rooms = {
  engine: ['checkers', 'reports', 'cli', 'notebooks'],
  checkers: ['reports', 'cli', 'notebooks'],
  reports: ['cli', 'notebooks'],
  cli: ['notebooks'],
};
/** Tests, and what only they use: hand-made examples, generators of random inputs. */
const tests = '\\.test\\.ts$|(^|/)(test|arbitrary|random)-[^/]*\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(rooms).map(([room, closed]) => ({
      name: `${room}-looks-back-only`,
      comment: `${room} comes before ${closed.join(', ')} and imports nothing of them.`,
      severity: 'error',
      from: { path: `^${room}/`, pathNot: tests },
      to: { path: `^(${closed.join('|')})/` },
    })),
    {
      name: 'engine-and-checkers-stand-alone',
      comment: 'Tests, scripts and the public index build on the rooms, never the other way round.',
      severity: 'error',
      from: { path: '^(engine|checkers|reports|cli)/', pathNot: tests },
      to: { path: '^(test|scripts|bin|bench)/|^index\\.ts$' },
    },
    {
      name: 'language-knows-no-machine',
      comment: 'The meaning of a spec is settled before any machine form is built from it.',
      severity: 'error',
      from: { path: '^engine/language/', pathNot: tests },
      to: { path: '^engine/(?!language/)[^/]+/' },
    },
    {
      name: 'exploration-reads-the-machine-only',
      comment: 'A search knows states and steps: of the rooms of the engine, transition alone.',
      severity: 'error',
      from: { path: '^checkers/exploration/', pathNot: tests },
      to: { path: '^engine/(?!transition/|language/)[^/]+/' },
    },
    {
      name: 'exploration-takes-types-of-language-only',
      comment: 'From the language a search may take places in the text (source.ts) and types.',
      severity: 'error',
      from: { path: '^checkers/exploration/', pathNot: tests },
      to: { path: '^engine/language/(?!source\\.ts$)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      comment:
        'Two files that need each other cannot be understood apart. Types may refer in circles.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared-packages',
      comment: 'A package that is not in package.json is here by accident.',
      severity: 'error',
      from: { path: '^(engine|checkers|reports|cli|index\\.ts)' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-dev-packages-in-the-product',
      comment: 'What users run cannot need what only developers have.',
      severity: 'error',
      from: { path: '^(engine|checkers|reports|cli)/|^index\\.ts$', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|report|coverage)/' },
    // Read from the syntax tree, without compiling: type-only imports say so themselves.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
