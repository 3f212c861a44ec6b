import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { killAtRandom } from '../../../test/process/faults/kills';
import { writeSmallData } from '../../../test/process/trainer/small-run';

export const row = {
  name: 'kills',
  title: '50 kills at random steps of one run, 50 resumes',
  run: async () => {
    const root = mkdtempSync(path.join(tmpdir(), 'distillery-kills-'));
    try {
      writeSmallData(root);
      const { resumes, steps, repeatedSteps } = await killAtRandom(root, { kills: 50, epochs: 80, seed: 1 });
      return `${resumes} resumes; weights identical; ${steps} steps and evaluations, none lost or doubled; ${repeatedSteps} steps done again`;
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
};
