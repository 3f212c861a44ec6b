import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readEvents, type RunManifest } from '../../src/runs';
import { removeWorkspace } from '../remove-workspace';
import { program } from './process';

const config = `name: bars
data: { python: 'data.py:make_datasets', args: { transform: mirror, count: 90 }, workers: 1 }
teacher: { model: { preset: mlp, hidden: [8] }, train: { epochs: 1, batchSize: 32 } }
student: { model: { preset: mlp, hidden: [4] } }
train: { engine: torch, device: cpu, epochs: 1, batchSize: 32, threads: 1 }
sweep: { over: { loss.soft: [0.2, 0.8] }, seeds: [3, 4] }
`;

interface Table {
  readonly points: readonly {
    readonly label: string;
    readonly runs: readonly string[];
    readonly pairs: number;
    readonly judged: { readonly judgement: string; readonly morePairs: number };
  }[];
}

describe("a sweep over data sets of a user's Python", function () {
  // Seven trainings, each of which imports PyTorch in two processes.
  this.timeout(480_000);
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-own-data-sweep-'));
  after(() => removeWorkspace(root));

  const distillery = (...words: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.resolve('dist/distillery.js'), ...words], {
      ...{ cwd: root, encoding: 'utf8', env: { ...process.env, DISTILLERY_PYTHON: program.command } },
    });
    assert.equal(status, 0, `${words.join(' ')}: ${stderr}${stdout}`);
    return stdout;
  };

  it('pairs each point with the control of its seed, which sees the same draws, and gives a verdict', () => {
    copyFileSync('test/torch/code/data.py', path.join(root, 'data.py'));
    writeFileSync(path.join(root, 'package.json'), '{}');
    writeFileSync(path.join(root, 'bars.distill.yaml'), config);
    distillery('sweep', 'bars.distill.yaml', '--at-a-time', '2', '--allow-script');
    const folder = path.join(root, '.distillery/runs');
    const runs = readdirSync(folder).sort((one, other) => one.length - other.length);
    const [sweep = '', ...ids] = runs;
    const { points } = JSON.parse(distillery('verdict', sweep, '--json')) as Table;
    assert.deepEqual(
      points.map(({ label, runs: own, pairs, judged }) => [label, own.length, pairs, judged.judgement]),
      ['soft 0.2', 'soft 0.8'].map((label) => [label, 2, 2, 'cannot-tell']),
    );
    // A network of the same first weights that sees the same batch has the same cross-entropy, whoever teaches it.
    const first = ids.map((id): readonly [seed: unknown, hard: number | undefined, isControl: boolean] => {
      const { config: own } = JSON.parse(readFileSync(path.join(folder, id, 'run.json'), 'utf8')) as RunManifest;
      const step = readEvents(path.join(folder, id)).events.find(
        (event) => event.type === 'step' && event.phase === 'student',
      );
      return [own.seed, step?.type === 'step' ? step.hard : undefined, id.includes('-control-')];
    });
    for (const seed of [3, 4]) {
      const same = first.filter(([own]) => own === seed);
      assert.deepEqual(same.map(([, , isControl]) => isControl).sort(), [false, false, true]);
      assert.equal(new Set(same.map(([, hard]) => hard)).size, 1, JSON.stringify(same));
    }
    assert.equal(new Set(first.map(([, hard]) => hard)).size, 2, 'another seed draws otherwise');
  });
});
