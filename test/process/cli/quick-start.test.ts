import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { starterConfig } from '../../../src/config';
import { RunCatalogue } from '../../../src/runs';
import { distillery } from './trained';
import { removeWorkspace } from '../../remove-workspace';

describe('Quick Start', () => {
  let root: string;
  before(() => (root = mkdtempSync(path.join(tmpdir(), 'distillery-quick-start-'))));
  after(() => removeWorkspace(root));

  it('shows that a teacher helps: its student makes fewer test errors than the same student alone', async () => {
    mkdirSync(path.join(root, '.distillery'));
    writeFileSync(path.join(root, 'quick.distill.yaml'), starterConfig('quick', 'yaml'));
    distillery(root, 'run', 'quick.distill.yaml');
    const runs = await new RunCatalogue(path.join(root, '.distillery/runs')).list();
    const errorsOf = (isControl: boolean): number => {
      const [run, ...others] = runs.filter(({ manifest }) => (manifest?.controlOf !== undefined) === isControl);
      assert.ok(run?.progress.errors !== undefined && others.length === 0, 'one run and one control, both finished');
      return run.progress.errors;
    };
    // Of 10,000; over seven seeds the student made 4 to 148 fewer, 91 in the middle, and the teacher 415 errors.
    const [student, control] = [errorsOf(false), errorsOf(true)];
    assert.ok(student < control - 30, `${student} errors with the teacher, ${control} without`);
  });
});
