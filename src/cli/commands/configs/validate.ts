import path from 'node:path';
import type { CommandDefinition } from '../../command';
import { loadConfig, printProblems } from '../../config-file';
import { place, set } from '../../options';
import { printSentence } from '../../output';

export const validate: CommandDefinition = {
  name: 'validate',
  args: '<configs...>',
  summary: 'check configs, and the model files and runs that they name',
  options: [set, ...place],
  async perform(names, options) {
    const all = await Promise.all(names.map((name) => loadConfig(name, options)));
    const areValid = all.map((checked) => {
      const isValid = printProblems(checked);
      if (isValid) printSentence(`${path.basename(checked.file)} is valid`);
      return isValid;
    });
    return areValid.every(Boolean) ? 0 : 2;
  },
};
