import { basename } from 'node:path';
import { InputError } from '../../core/error.ts';
import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import type { Arguments, Command } from '../command.ts';
import { SCRIPTS, SHELLS, type Shell } from '../completion/scripts.ts';
import type { Context } from '../context.ts';
import { nearest } from '../nearest.ts';

/** `campaign completion [SHELL]`: a script on stdout that makes a shell complete commands, options, runs and files. */
export const completion: Command = {
  builder: (yargs) =>
    yargs
      .positional('shell', { type: 'string', describe: 'bash, zsh or fish (default: the one in SHELL)' })
      .example('source <($0 completion bash)', 'in ~/.bashrc')
      .example('source <($0 completion zsh)', 'in ~/.zshrc, behind compinit')
      .example('$0 completion fish | source', 'in ~/.config/fish/config.fish'),
  handle: printScript,
};

function printScript(context: Context, argv: Arguments): Promise<ExitCode> {
  context.print(SCRIPTS[readShell(argv['shell'], context.io.environment['SHELL'])].trimEnd());
  return Promise.resolve(EXIT.ok);
}

function readShell(given: Arguments[string], variable = ''): Shell {
  const [word, where] =
    typeof given === 'string' ? [given, 'campaign completion'] : [basename(variable), 'SHELL'];
  const shell = SHELLS.find((known) => known === word);
  if (shell !== undefined) return shell;
  const guess = typeof given === 'string' ? nearest(word, SHELLS) : null;
  const remedy =
    guess === null ? `Name one of ${SHELLS.join(', ')}` : `Did you mean \`campaign completion ${guess}\`?`;
  throw new InputError([
    { where, found: `${JSON.stringify(word)} is no shell that can be completed`, remedy },
  ]);
}
