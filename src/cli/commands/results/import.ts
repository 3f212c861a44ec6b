import path from 'node:path';
import { Option } from 'commander';
import { ImportFault, importRuns } from '../../../tensorboard';
import { formatCountOf } from '../../../wording';
import type { CommandDefinition } from '../../command';
import { place } from '../../options';
import { printMessage, printSentence } from '../../output';
import { UsageError } from '../../usage-error';
import { findWorkspace } from '../../workspace';

export const importRun: CommandDefinition = {
  name: 'import',
  args: '<format> <folder>',
  summary: 'runs made of the event files of another program; the format is tensorboard',
  options: [new Option('--loss <tag>', 'the tag of the loss, where none is recognised'), ...place],
  async perform([format = '', folder = ''], { loss, ...options }) {
    if (format !== 'tensorboard') throw new UsageError(`import reads tensorboard, not '${format}'`);
    try {
      const where = { workspace: findWorkspace(options), ...(loss !== undefined && { loss }) };
      for (const { id, source, steps, notices } of await importRuns(path.resolve(folder), where)) {
        for (const notice of notices) printMessage(`${source}: ${notice}`);
        printSentence(`${id} has the ${formatCountOf(steps, 'step')} of ${source}`);
      }
      return 0;
    } catch (error) {
      if (error instanceof ImportFault) throw new UsageError(error.message);
      if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
        throw new UsageError(`${folder} is no folder`);
      }
      throw error;
    }
  },
};
