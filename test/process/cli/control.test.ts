import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readManifest, type RunManifest } from '../../../src/runs';
import { writeSmallData } from '../trainer/small-run';
import { removeWorkspace } from '../../remove-workspace';

const bundle = path.resolve('dist/distillery.js');
const root = mkdtempSync(path.join(tmpdir(), 'distillery-control-'));
const config = `name: small
data: { format: idx, path: data, validation: 100 }
teacher:
  model: { preset: mlp, hidden: [16] }
  train: { epochs: 1, batchSize: 64 }
student: { model: { preset: mlp, hidden: [16] } }
temperature: 4
train: { epochs: 1, batchSize: 64, threads: 1 }
control: true
verdict: { margin: 0.5 }
`;

interface Printed {
  readonly id: string;
  readonly errors: number;
  readonly control: { readonly id: string; readonly status: string; readonly errors: number };
  readonly verdict: string;
}

function distillery(...words: readonly string[]): { readonly status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...words], { cwd: root, encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

function run(...settings: readonly string[]): Printed {
  const words = settings.flatMap((setting) => ['--set', setting]);
  const { status, out, err } = distillery('run', 'small.distill.yaml', '--json', ...words);
  assert.equal(status, 0, err);
  return JSON.parse(out) as Printed;
}

const manifestOf = (id: string): Promise<RunManifest> => readManifest(path.join(root, '.distillery/runs', id));

describe('a run with control: true', function () {
  this.timeout(60_000);
  before(() => {
    mkdirSync(path.join(root, 'data'));
    writeSmallData(path.join(root, 'data'));
    writeFileSync(path.join(root, 'package.json'), '{}');
    writeFileSync(path.join(root, 'small.distill.yaml'), config);
  });
  after(() => removeWorkspace(root));

  it('runs the student without a teacher behind it, once for all runs that differ in teaching alone', async () => {
    const first = run();
    assert.equal(first.control.status, 'finished');
    assert.match(first.verdict, /^cannot tell yet: /);
    const [manifest, control] = [await manifestOf(first.id), await manifestOf(first.control.id)];
    assert.equal(manifest.control, first.control.id);
    assert.deepEqual(control.controlOf, [first.id]);
    assert.equal(control.name, 'small control');
    assert.equal(control.config.teacher, undefined);

    const warmer = run('temperature=8');
    assert.equal(warmer.control.id, first.control.id, 'shared by another temperature');
    assert.equal(warmer.control.errors, first.control.errors);
    assert.notEqual(run('seed=2').control.id, first.control.id, 'another seed has a control of its own');

    const verdict = distillery('verdict', first.id);
    assert.equal(verdict.status, 0, verdict.err);
    assert.match(verdict.out, new RegExp(first.control.id));
  });

  it('makes a control anew once the data are others', () => {
    const before = run('temperature=2').control.id;
    writeSmallData(path.join(root, 'data'), 5);
    assert.notEqual(run('temperature=2').control.id, before);
  });
});
