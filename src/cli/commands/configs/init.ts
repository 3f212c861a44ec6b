import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Option } from 'commander';
import { DataFault } from '../../../data-sources';
import { configForData, configNameFor } from '../../../running';
import type { CommandDefinition } from '../../command';
import { givenFolders, place } from '../../options';
import { printSentence } from '../../output';
import { UsageError } from '../../usage-error';
import { findWorkspace } from '../../workspace';

export const init: CommandDefinition = {
  name: 'init',
  args: '<path>',
  summary: 'a config for a file or folder of data, whose format is recognised',
  options: [new Option('--output <file>', 'the config to write (default: NAME.distill.yaml here)'), ...place],
  async perform([name = ''], options) {
    const target = path.resolve(name);
    const file = path.resolve(options.output ?? `${configNameFor(target)}.distill.yaml`);
    if (!/\.distill\.(ya?ml|json)$/.test(file)) {
      throw new UsageError(`${options.output ?? ''} is no name of a config: write NAME.distill.yaml`);
    }
    if (existsSync(file))
      throw new UsageError(`${path.basename(file)} is there already; write another name with --output`);
    const allowedFolders = givenFolders(options);
    const where = { file, workspace: findWorkspace(options), allowedFolders };
    try {
      const { text, format, found } = await configForData(target, where, file.endsWith('.json') ? 'json' : 'yaml');
      await writeFile(file, text, { flag: 'wx' });
      printSentence(
        `${path.basename(file)} is written for ${format}: ${found}. Start it with distillery run ${path.basename(file)}`,
      );
      return 0;
    } catch (error) {
      if (!(error instanceof DataFault)) throw error;
      throw new UsageError(`${error.message}; ${error.hint}`);
    }
  },
};
