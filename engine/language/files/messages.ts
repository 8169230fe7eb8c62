/** What phase 6 (files and the command line) has to say: one function a message. */
import type { Diagnostic } from '../diagnostics.js';
import type { Span } from '../source.js';

function error(code: string, span: Span, message: string, hint?: string): Diagnostic {
  return hint === undefined
    ? { code, severity: 'error', span, message }
    : { code, severity: 'error', span, message, hint };
}

export const cannotRead = (span: Span, reason: string): Diagnostic =>
  error('ASY6001', span, `the file cannot be read: ${reason}`);

export const notAFile = (span: Span): Diagnostic =>
  error('ASY6002', span, 'this is not a file of text', 'name a YAML file, or a folder of them');

export const tooLarge = (span: Span, bytes: number, limit: number): Diagnostic =>
  error(
    'ASY6003',
    span,
    `the file has ${sizeText(bytes)}; a file of specs may have ${sizeText(limit)}`,
    'put each spec into a file of its own',
  );

export const specNotFound = (span: Span, name: string, where: string, hint?: string): Diagnostic =>
  error('ASY6004', span, `there is no spec \`${name}\` ${where}`, hint);

export const outsideFolder = (span: Span, name: string): Diagnostic =>
  error(
    'ASY6005',
    span,
    `\`${name}\` leads out of this folder`,
    'name a spec; it is looked up beside this file, then in the library',
  );

export const extendsCycle = (span: Span, chain: readonly string[]): Diagnostic =>
  error('ASY6006', span, `specs extend one another in a circle: ${chain.join(' → ')}`);

export const extendsBroken = (span: Span, name: string, first: Diagnostic): Diagnostic => ({
  ...error('ASY6007', span, `\`${name}\` has errors of its own`, `lint that file first`),
  related: [{ span: first.span, message: first.message }],
});

export const settingForm = (span: Span): Diagnostic =>
  error('ASY6008', span, 'a setting is `name=value`', 'for example `--set N=5`');

export const noSuchConstant = (span: Span, name: string, hint?: string): Diagnostic =>
  error('ASY6009', span, `there is no constant \`${name}\` to set`, hint);

export const duplicateSpec = (span: Span, name: string, first: Span): Diagnostic => ({
  ...error('ASY6010', span, `this file has two specs named \`${name}\``, 'rename one'),
  related: [{ span: first, message: 'first here' }],
});

function sizeText(bytes: number): string {
  return bytes < 1 << 20
    ? `${Math.ceil(bytes / 1024)} KiB`
    : `${(bytes / (1 << 20)).toFixed(1)} MiB`;
}
