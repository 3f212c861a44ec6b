import path from 'node:path';
import { runFiles } from '../../../runs';
import { readStudent, waysToUse } from '../../../students';
import type { CommandDefinition } from '../../command';
import { place } from '../../options';
import { printResult } from '../../output';
import { findRun, findWorkspace } from '../../workspace';
import { withSlashes } from '../../../paths';

export const use: CommandDefinition = {
  name: 'use',
  args: '<run>',
  summary: 'programs in Python, for Node and for the browser that use the student of a run',
  options: place,
  async perform([name], options) {
    const { folder } = await findRun(findWorkspace(options), name);
    const student = withSlashes(path.relative(process.cwd(), path.join(folder, runFiles.student)));
    const ways = waysToUse(readStudent(folder), student);
    printResult(ways.map(({ title, needs, code }) => `${title} (${needs})\n\n${code}`).join('\n\n\n'));
    return 0;
  },
};
