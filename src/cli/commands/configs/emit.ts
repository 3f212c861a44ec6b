import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Option } from 'commander';
import { countedClasses, objectiveOfScript, settingsOf } from '../../../config';
import { emitObjective } from '../../../emit';
import type { CommandDefinition } from '../../command';
import { loadConfig, printProblems } from '../../config-file';
import { place, set } from '../../options';
import { printContent, printMessage } from '../../output';
import { UsageError } from '../../usage-error';

export const emit: CommandDefinition = {
  name: 'emit',
  args: '<config>',
  summary: 'the objective of a config as a Python file that needs PyTorch alone',
  options: [
    new Option('--output <file>', 'write to a file (default: to the standard output)'),
    new Option('--no-measures', 'leave out the measures, from which nothing is learnt'),
    ...[set, ...place],
  ],
  async perform([name = ''], { output, measures, ...options }) {
    const checked = await loadConfig(name, options);
    const { config, script, facts } = checked;
    if (!printProblems(checked)) return 2;
    const settings = config === undefined ? script && objectiveOfScript(script) : settingsOf(config);
    if (settings === undefined) throw new UsageError(`${name} runs a script and has no temperature: nothing to emit`);
    const about = { name: path.basename(name), classCounts: config && countedClasses(config, facts) };
    const text = emitText(() => emitObjective(settings, { ...about, hasMeasures: measures !== false }), name);
    if (output === undefined) printContent(text);
    else {
      writeFileSync(output, text);
      printMessage(`the objective of ${name} was written to ${output}`);
    }
    return 0;
  },
};

function emitText(emitted: () => string, name: string): string {
  try {
    return emitted();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`${name} cannot be emitted: ${error.message}`);
  }
}
