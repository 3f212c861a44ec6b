import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exportRun } from '../../../../../src/run-report';
import { checkRun, provenanceOf, RunCatalogue, runsFolder, type RunSummary } from '../../../../../src/runs';

const fixtures = 'test/fixtures/run-folders/0.1';
const names = ['finished', 'control', 'several-teachers', 'failed', 'stopped', 'killed'];

describe('run folders of version 0.1', () => {
  let workspace: string;
  let runs: RunSummary[];
  const runOf = (name: string): RunSummary => {
    const run = runs.find(({ id }) => id.includes(`-${name}-`));
    assert.ok(run, name);
    return run;
  };
  before(async () => {
    workspace = mkdtempSync(path.join(tmpdir(), 'distillery-0.1-'));
    cpSync(path.join(fixtures, 'runs'), runsFolder(workspace), { recursive: true });
    runs = await new RunCatalogue(runsFolder(workspace)).list();
  });
  after(() => rmSync(workspace, { recursive: true, force: true }));

  it('are listed with the statuses that they had, as copies that another machine made', () => {
    assert.equal(runs.length, readdirSync(path.join(fixtures, 'runs')).length);
    const statuses = names.map((name) => runOf(name).status);
    assert.deepEqual(statuses, ['finished', 'finished', 'finished', 'failed', 'stopped', 'lost']);
    for (const run of runs) assert.equal(run.copiedFrom, 'before');
  });

  it('are summarised with every event of their logs', () => {
    assert.deepEqual([runOf('finished').progress.errors, runOf('control').progress.errors], [254, 221]);
    assert.match(runOf('failed').progress.message ?? '', /temperature strategy 'expression' gives -8\.8/);
    assert.deepEqual([runOf('stopped').progress.epoch, runOf('stopped').progress.step], [68, 680]);
    assert.equal(runOf('several-teachers').progress.teacherErrors, 181);
  });

  it('keep their engine and their teachers, which their manifests have', () => {
    for (const run of runs) {
      assert.ok(run.manifest, run.id);
      const { engine, teachers, parent } = provenanceOf(run.manifest, run.progress);
      assert.deepEqual(engine, { name: 'onnx', version: '1.30.0', threads: 2, rejected: [] }, run.id);
      assert.equal(parent, undefined);
      for (const { key } of teachers) assert.match(key, /^[0-9a-f]{64}$/);
    }
    const { manifest, progress } = runOf('several-teachers');
    const known = manifest === undefined ? [] : provenanceOf(manifest, progress).teachers;
    assert.deepEqual(
      known.map(({ name }) => name),
      ['wide', 'narrow'],
    );
  });

  it('are checked without a problem, but for requests and owners of the machine that they come from', async () => {
    for (const name of ['finished', 'control', 'several-teachers', 'failed']) {
      const { findings } = await checkRun(runOf(name).folder, 'look');
      assert.deepEqual(findings, [], name);
    }
    const { findings } = await checkRun(runOf('stopped').folder, 'look');
    assert.deepEqual(
      findings.map(({ file }) => file),
      ['control/stop'],
    );
  });

  it('are exported in every format', async () => {
    const { folder } = runOf('finished');
    assert.match(await exportRun(folder, 'html'), /<svg/);
    assert.match(await exportRun(folder, 'svg'), /^<svg/);
    const record = JSON.parse(await exportRun(folder, 'json')) as { configText: string; engine: string };
    assert.equal(record.configText, readFileSync(path.join(fixtures, 'finished.distill.yaml'), 'utf8'));
    assert.equal(record.engine, 'onnx 1.30.0, 2 threads');
    assert.ok((await exportRun(folder, 'csv')).split('\n').length > 60);
  });
});
