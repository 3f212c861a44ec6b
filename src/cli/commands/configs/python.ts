import path from 'node:path';
import { Option } from 'commander';
import { packageFolder } from '../../../launchers';
import type { CommandDefinition } from '../../command';
import { printResult } from '../../output';

export const python: CommandDefinition = {
  name: 'python',
  args: '',
  summary: 'where the Python package is, with which a training loop of your own writes a run',
  options: [new Option('--path', 'print the folder alone, for PYTHONPATH')],
  perform(_words, options) {
    const folder = packageFolder({ trainerPath: path.join(__dirname, 'trainer.js') });
    printResult(options.path === true ? folder : describePackage(folder));
    return Promise.resolve(0);
  },
};

function describePackage(folder: string): string {
  return [
    `The Python package 'distillery' is in ${folder}.`,
    'Runs that are started from the editor or by `distillery run` find it by themselves. A script that you start yourself needs',
    'that folder in PYTHONPATH:',
    '',
    '  PYTHONPATH="$(distillery python --path)" python train.py',
    '',
    '  import distillery',
    '  run = distillery.init("NAME.distill.yaml")',
    '  run.log({"loss": loss}, step=step)',
    '  run.finish()',
  ].join('\n');
}
