/**
 * In a GitHub workflow: annotations at the lines of the specs, and a summary of the step. On by itself
 * where the runner says that it is one (GITHUB_ACTIONS), nothing anywhere else.
 */
import { appendFileSync } from 'node:fs';
import { type Report, render, stepSummary } from '../reports/index.js';

export async function publishToGithub(
  report: Report,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  if (env['GITHUB_ACTIONS'] !== 'true') return;
  process.stderr.write(await render(report, 'github'));
  const summary = env['GITHUB_STEP_SUMMARY'];
  if (summary) appendFileSync(summary, stepSummary(report));
}
