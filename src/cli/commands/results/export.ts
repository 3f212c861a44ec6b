import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Option } from 'commander';
import { exportFormats, exportRun as textOf, exportRuns, exportSweep, isExportFormat } from '../../../run-report';
import { writeSweep } from '../../../run-report/sweep';
import { exportRun as eventFileOf } from '../../../tensorboard';
import { whyBroken, type RunSummary } from '../../../runs';
import type { CommandDefinition } from '../../command';
import { place, type OptionValues } from '../../options';
import { printContent, printMessage } from '../../output';
import { UsageError } from '../../usage-error';
import { findRun, findWorkspace } from '../../workspace';

const tensorBoard = 'tensorboard';
const formats = [...Object.keys(exportFormats), tensorBoard].join(', ');

export const exportRun: CommandDefinition = {
  name: 'export',
  args: '<run> [others...]',
  summary: 'a run or a sweep as a report or as data, or several runs as one page; with no path of this machine in it',
  options: [
    new Option('--format <format>', `one of ${formats}`).default('html'),
    new Option(
      '--output <file>',
      'write to a file (default: to the standard output); for tensorboard, the folder of its runs',
    ),
    ...place,
  ],
  async perform(names, values) {
    if (names.length > 1) return exportSeveral(names, values);
    const [name] = names;
    const { format = 'html', output, ...options } = values;
    if (format === tensorBoard) return exportEvents(await findWhole(options, name), output);
    if (!isExportFormat(format)) throw new UsageError(`--format is ${formats}, not '${format}'`);
    const { id, folder, manifest } = await findWhole(options, name);
    const isSweep = manifest?.kind === 'sweep';
    const text = isSweep ? await exportSweep(folder, format, writeSweep) : await textOf(folder, format);
    writeText(text, id, output);
    return 0;
  },
};

/** Writes several runs as one page. */
async function exportSeveral(
  names: readonly string[],
  { format = 'html', output, ...options }: OptionValues,
): Promise<number> {
  if (format !== 'html') throw new UsageError(`several runs are exported as one page, --format html, not '${format}'`);
  const runs = await Promise.all(names.map((name) => findWhole(options, name)));
  const text = await exportRuns(runs.map(({ folder }) => folder));
  writeText(text, runs.map(({ id }) => id).join(', '), output);
  return 0;
}

/** Finds a run that can be read. Throws UsageError for a broken one, with the reason. */
async function findWhole(options: OptionValues, name?: string): Promise<RunSummary> {
  const run = await findRun(findWorkspace(options), name);
  if (run.manifest !== undefined) return run;
  throw new UsageError(`${run.id} cannot be exported: ${whyBroken(run)}; look at it with distillery check ${run.id}`);
}

function writeText(text: string, written: string, output: string | undefined): void {
  if (output === undefined) printContent(text);
  else {
    writeFileSync(output, text);
    printMessage(`${written} ${written.includes(', ') ? 'were' : 'was'} written to ${output}`);
  }
}

/** Writes an event file into a folder of the run below `output`, which TensorBoard takes as its `--logdir`. */
async function exportEvents({ id, folder }: RunSummary, output: string | undefined): Promise<number> {
  if (output === undefined) throw new UsageError('write a folder for TensorBoard: --output FOLDER');
  const { folder: name, name: fileName, bytes } = await eventFileOf(folder);
  const target = path.join(output, name);
  mkdirSync(target, { recursive: true });
  writeFileSync(path.join(target, fileName), bytes);
  printMessage(`${id} was written to ${target}; look at it with tensorboard --logdir ${output}`);
  return 0;
}
