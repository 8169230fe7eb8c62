import { expect, it } from 'vitest';
import { runCli } from '../cli/test-run.js';
import { checkAssay, IMPLEMENTATIONS, implementationCommand } from './implementations.js';

it('asks for what it measures, and refuses other counts', async () => {
  const [smallest] = IMPLEMENTATIONS;
  const [, , ...args] = implementationCommand(smallest);
  const { stdout } = await runCli(...args);
  checkAssay(smallest, stdout);
  const wrong = { ...smallest, generated: smallest.generated + 1 };
  expect(() => checkAssay(wrong, stdout)).toThrow('paxos-register, 2 clients: Assay says holds');
});
