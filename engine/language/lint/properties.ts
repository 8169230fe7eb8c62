/**
 * Properties of every kind have one vocabulary (LANGUAGE, section 3): exactly one claim each, and
 * the keys that go with it.
 */
import type { Diagnostics } from '../diagnostics.js';
import * as say from '../schema/messages.js';
import type { Span } from '../source.js';
import { child, type Entry, entry, type Mapping, type Tree } from '../yaml/tree.js';

const CLAIMS = [
  'always',
  'never',
  'reachable',
  'eventually',
  'every step',
  'holds',
  'next',
  'refines',
];

/** What may follow `whenever`. */
const AFTER_WHENEVER = ['always', 'eventually', 'next'];

const REPORTED = ['assuming', 'whenever', ...CLAIMS, 'until', 'within'];

export interface PropertyText {
  readonly name: string;
  /** The claim in the words of the spec, on one line. */
  readonly text: string;
  readonly span: Span;
}

export function propertiesOf(root: Mapping, diagnostics: Diagnostics): PropertyText[] {
  const section = child(root, 'properties');
  if (section?.node !== 'mapping') return [];
  return section.entries.map(({ key, value }) => {
    if (value.node === 'mapping') checkClaim(key, value, diagnostics);
    return {
      name: key.text,
      text: value.node === 'mapping' ? claimText(value) : '',
      span: key.span,
    };
  });
}

function checkClaim(name: Entry['key'], property: Mapping, diagnostics: Diagnostics): void {
  const claims = property.entries.filter(({ key }) => CLAIMS.includes(key.text));
  const whenever = entry(property, 'whenever');
  if (claims.length === 0) {
    diagnostics.add(
      whenever
        ? say.claimNeeds(whenever.key.span, 'whenever', 'always, eventually or next')
        : say.noClaim(name.span, name.text),
    );
    return;
  }
  if (claims.length > 1) {
    diagnostics.add(say.twoClaims(claims[1].key.span, claims[0].key.text, claims[1].key.text));
    return;
  }
  checkCompanions(claims[0], property, diagnostics);
}

function checkCompanions(claim: Entry, property: Mapping, diagnostics: Diagnostics): void {
  const word = claim.key.text;
  const needs = (key: string, fine: boolean, wanted: string) => {
    const found = entry(property, key);
    if (found && !fine) diagnostics.add(say.claimNeeds(found.key.span, key, wanted));
  };
  const whenever = child(property, 'whenever') !== undefined;
  needs('whenever', AFTER_WHENEVER.includes(word), 'always, eventually or next');
  needs('next', whenever, '`whenever`');
  needs('until', whenever && word === 'always', '`whenever` and `always`');
  needs('within', word === 'eventually', '`eventually`');
  needs('mapping', word === 'refines', '`refines`');
}

function claimText(property: Mapping): string {
  return REPORTED.flatMap((word) => {
    const value = child(property, word);
    return value ? [`${word}: ${oneLine(value)}`] : [];
  }).join(', ');
}

function oneLine(tree: Tree): string {
  if (tree.node === 'scalar') return (tree.text ?? '').trim().replace(/\s+/g, ' ');
  if (tree.node === 'list') return tree.items.map(oneLine).join(' and ');
  return tree.entries.map(({ key, value }) => `${key.text}: ${oneLine(value)}`).join(', ');
}
