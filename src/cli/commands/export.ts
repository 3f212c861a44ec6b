import { writeFileSync } from 'node:fs';
import { Option } from 'commander';
import { exportFormats, exportRun as textOf, exportSweep, isExportFormat } from '../../run-report';
import { writeSweep } from '../../run-report/sweep';
import type { CommandDefinition } from '../command';
import { place } from '../options';
import { printContent, printMessage } from '../output';
import { UsageError } from '../usage-error';
import { findRun, findWorkspace } from '../workspace';

const formats = Object.keys(exportFormats).join(', ');

export const exportRun: CommandDefinition = {
  name: 'export',
  args: '<run>',
  summary: 'a run or a sweep as a report or as data, with no path of this machine in it',
  options: [
    new Option('--format <format>', `one of ${formats}`).default('html'),
    new Option('--output <file>', 'write to a file (default: to the standard output)'),
    ...place,
  ],
  async perform([name], { format = 'html', output, ...options }) {
    if (!isExportFormat(format)) throw new UsageError(`--format is ${formats}, not '${format}'`);
    const { id, folder, manifest } = await findRun(findWorkspace(options), name);
    const isSweep = manifest?.kind === 'sweep';
    const text = isSweep ? await exportSweep(folder, format, writeSweep) : await textOf(folder, format);
    if (output === undefined) printContent(text);
    else {
      writeFileSync(output, text);
      printMessage(`${id} was written to ${output}`);
    }
    return 0;
  },
};
