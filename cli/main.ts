/** The command line: reads the arguments, calls the rooms, and answers with an exit code. */
import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };

/** Runs `assay` with these arguments (without `node` and the file) and gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const program = new Command('assay')
    .description(manifest.description)
    .version(manifest.version)
    .exitOverride();
  try {
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}
