import { Command, CommanderError } from 'commander';
import { allowedFoldersOf, allowStoreFolders } from '../runs';
import type { CommandDefinition } from './command';
import { exitCodes } from './exit-codes';
import { givenFolders, type OptionValues } from './options';
import { UsageError } from './usage-error';

/**
 * Performs the command that the words name. Gives the exit code. Throws UsageError for an unknown command, option or argument,
 * with the one that was probably meant.
 */
export async function performCommand(definitions: readonly CommandDefinition[], words: string[]): Promise<number> {
  let code = 0;
  const program = new Command('distillery')
    .description('Distils neural networks with temperature.')
    .addHelpText('after', `\n${exitCodes.join('\n')}`)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  for (const definition of definitions) addCommand(program, definition, definitions, (exit) => (code = exit));
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    // Without a command the help was printed.
    if (error.code === 'commander.help') return 2;
    throw new UsageError(describeMistake(error, program, definitions));
  }
}

function addCommand(
  program: Command,
  definition: CommandDefinition,
  definitions: readonly CommandDefinition[],
  onEnd: (code: number) => void,
): void {
  const { name, args, summary } = definition;
  const command = program.command(`${name} ${args}`.trim()).description(summary);
  for (const option of definition.options) command.addOption(option);
  command.exitOverride((error) => {
    throw error.exitCode === 0 ? error : new UsageError(describeMistake(error, command, definitions));
  });
  command.action(async () => {
    const options = command.opts<OptionValues>();
    const allowed = [...allowedFoldersOf(process.env), ...givenFolders(options)];
    allowStoreFolders(() => allowed);
    onEnd(await definition.perform(command.args, options));
  });
}

/** A sentence about a mistake of usage: what is wrong with the words, and what to write instead. */
function describeMistake(
  { code, message }: CommanderError,
  at: Command,
  definitions: readonly CommandDefinition[],
): string {
  const meant = /\(Did you mean (?:one of )?(.+)\?\)/.exec(message)?.[1];
  const suggestion = meant === undefined ? '' : `; did you mean ${meant}?`;
  const quoted = /'([^']*)'/.exec(message)?.[1] ?? '';
  const usage = `distillery ${at.name()} ${at.usage().replace(/\[options\] ?/, '')}`.trimEnd();
  switch (code) {
    case 'commander.unknownCommand':
      return `there is no command '${quoted}'${suggestion || `; 'distillery --help' lists them`}`;
    case 'commander.unknownOption': {
      const [flag = ''] = quoted.split('=');
      const takers = definitions.filter(({ options }) => options.some(({ long, hidden }) => long === flag && !hidden));
      const others = takers.map(({ name }) => name).join(', ');
      if (at.name() === 'distillery') return `write the command before its options: distillery COMMAND ${flag}`;
      if (others !== '') return `${at.name()} takes no ${flag}; it is an option of ${others}`;
      return `${at.name()} takes no ${flag}${suggestion || `; 'distillery ${at.name()} --help' lists its options`}`;
    }
    case 'commander.missingArgument':
      return `write: ${usage}`;
    case 'commander.excessArguments':
      return `too many arguments; write: ${usage}`;
    default:
      return message.replace(/^error: /, '').replaceAll('\n', ' ');
  }
}
