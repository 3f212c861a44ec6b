import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeSmallData } from '../trainer/small-run';
import { killAtRandom } from './kills';
import { removeWorkspace } from '../../remove-workspace';

describe('a run that is killed', function () {
  this.timeout(120_000);
  let root: string;
  before(() => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-kills-'));
    writeSmallData(root);
  });
  after(() => removeWorkspace(root));

  it('goes on each time from its last checkpoint, to the weights of an undisturbed run bit for bit', async () => {
    const { resumes, steps } = await killAtRandom(root, { kills: 6, epochs: 14, seed: 5 });
    assert.equal(resumes, 6);
    // Two epochs of the teacher and fourteen of the student, each of 13 steps and an evaluation.
    assert.equal(steps, 16 * 14);
  });
});
