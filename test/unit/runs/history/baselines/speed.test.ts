import assert from 'node:assert/strict';
import { parseConfig } from '../../../../../src/config';
import { measuredSpeed, newProgress, type RunSummary } from '../../../../../src/runs';

const text = (more = '', width = 30): string =>
  `name: a\ndata: { set: mnist }\nstudent: { model: { preset: mlp, hidden: [${width}] } }\n${more}`;
function configOf(source: string): NonNullable<ReturnType<typeof parseConfig>['config']> {
  const { config, problems } = parseConfig(source, 'yaml');
  assert.ok(config, JSON.stringify(problems));
  return config;
}
function run(source: string, seconds: number, status: RunSummary['status'] = 'finished'): RunSummary {
  const config = configOf(source);
  const progress = { ...newProgress(), steps: 1000, seconds };
  const about = { id: 'a', name: `run of ${seconds} s`, createdAt: 0, configPath: '', configHash: '', cacheFolder: '' };
  const manifest = { ...about, formatVersion: 1 as const, config, versions: {} };
  return { id: 'a', folder: '/a', name: about.name, createdAt: 0, status, progress, manifest };
}

describe('measuredSpeed', () => {
  it('is that of the newest finished run of the same models and batch size', () => {
    const runs = [
      run(text(), 9, 'failed'),
      run(text('', 31), 8),
      run(text('train: { batchSize: 64 }\n'), 7),
      run(text('seed: 3\ntrain: { epochs: 3 }\n'), 5),
      run(text(), 4),
    ];
    assert.deepEqual(measuredSpeed(runs, configOf(text())), { secondsPerStep: 0.005, run: 'run of 5 s' });
  });
  it('is not known without such a run', () => {
    assert.equal(measuredSpeed([], configOf(text())), undefined);
    const taught = text('teacher: { model: { preset: mlp, hidden: [90] } }\n');
    assert.equal(measuredSpeed([run(text(), 4), run(text(), 0)], configOf(taught)), undefined);
  });
});
