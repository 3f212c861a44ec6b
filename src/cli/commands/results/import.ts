import path from 'node:path';
import { Option } from 'commander';
import { foreignTools, type ForeignTool } from '../../../config';
import { ImportFault, importRuns, logFormats, type LogFormatName } from '../../../imports';
import { hasCode } from '../../../runs';
import { formatCountOf, truncate } from '../../../wording';
import type { CommandDefinition } from '../../command';
import { importConfig } from '../../import-config';
import { place } from '../../options';
import { printMessage, printSentence } from '../../output';
import { UsageError } from '../../usage-error';
import { findWorkspace } from '../../workspace';

const formats = [...Object.keys(logFormats), ...Object.keys(foreignTools)];
const listed = `${formats.slice(0, -1).join(', ')} or ${formats.at(-1) ?? ''}`;

export const importRun: CommandDefinition = {
  name: 'import',
  args: '<format> <path>',
  summary: `runs made of the logs of another program, or a config made of one of its; the format is ${listed}`,
  options: [
    new Option('--loss <name>', 'the name of the loss in a log, where none is recognised'),
    new Option('--output <file>', 'the config to write (default: NAME.distill.yaml here)'),
    ...place,
  ],
  async perform([format = '', written = ''], options) {
    if (isTool(format)) return importConfig(format, written, options.output);
    if (!isLogFormat(format)) throw new UsageError(`import reads ${listed}, not '${format}'`);
    const { loss } = options;
    const where = { workspace: findWorkspace(options), ...(loss !== undefined && { loss }) };
    try {
      for (const { id, source, steps, taken, left, notices } of await importRuns(
        format,
        path.resolve(written),
        where,
      )) {
        const of = source === '.' ? written : source;
        for (const notice of notices) printMessage(`${of}: ${notice}`);
        printMessage(`${of}: taken: ${listNames(taken)}`);
        if (left.length > 0) printMessage(`${of}: left out, having no meaning here: ${listNames(left)}`);
        printSentence(`${id} has the ${formatCountOf(steps, 'step')} of ${of}`);
      }
      return 0;
    } catch (error) {
      if (error instanceof ImportFault) throw new UsageError(error.message);
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) {
        throw new UsageError(`${written} is no folder${format === 'tensorboard' ? '' : ' and no file'}`);
      }
      throw error;
    }
  },
};

const isTool = (format: string): format is ForeignTool => Object.hasOwn(foreignTools, format);

const isLogFormat = (format: string): format is LogFormatName => Object.hasOwn(logFormats, format);

/** Names that are listed, and the characters of each. */
const [maxNames, maxLength] = [20, 60];

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, maxNames).map((name) => truncate(name, maxLength));
  return `${shown.join(', ')}${names.length > maxNames ? ` and ${names.length - maxNames} more` : ''}`;
}
