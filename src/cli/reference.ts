import type { CommandDefinition } from './command';
import { exitCodes } from './exit-codes';
import { place } from './options';

/** The page of all terminal commands, in Markdown: arguments, result and options of each, in the order of the help. */
export function terminalReference(definitions: readonly CommandDefinition[]): string {
  const head = `<!-- Written by \`npm run docs\` from src/cli. Change the commands there, not this page. -->

# In a terminal

Whoever has the extension has \`distillery\` in VS Code's terminals where the workspace has or had a config or runs, and anywhere in the
terminal **Distillery**, which the arrow beside the + of the terminals lists. In this repository it is \`npm run distillery --\`.

${exitCodes.map((line) => `- ${line}`).join('\n')}

Every command takes:

${optionList(place)}`;
  return `${[head, ...definitions.map(describeCommand)].join('\n\n')}\n`;
}

function describeCommand({ name, args, summary, options }: CommandDefinition): string {
  const own = options.filter((option) => !option.hidden && !place.some(({ long }) => long === option.long));
  const usage = `distillery ${name} ${args}`.trimEnd();
  const parts = [`## ${name}`, `\`${usage}\`: ${summary}.`, ...(own.length > 0 ? [optionList(own)] : [])];
  return parts.join('\n\n');
}

function optionList(options: readonly { readonly flags: string; readonly description: string }[]): string {
  return options.map(({ flags, description }) => `- \`${flags}\`: ${description}`).join('\n');
}
