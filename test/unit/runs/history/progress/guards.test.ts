import assert from 'node:assert/strict';
import { compareRuns } from '../../../../../src/comparison';
import { configSchema } from '../../../../../src/config';
import { describeRun } from '../../../../../src/panel/card';
import { newFindings } from '../../../../../src/panel/findings';
import { actingGuards, newProgress, type RunManifest, type RunSummary } from '../../../../../src/runs';
import { verdictOf } from '../../../../../src/run-report';
import { formatRun } from '../../../../../src/cli/tables/run-details';

const counted = (...shares: number[]): NonNullable<RunSummary['progress']['guards']> => ({
  samples: 1000,
  guards: shares.map((share, index) => ({ name: `guard ${index}`, samples: 1000 * share })),
});

describe('guards that act on many samples', () => {
  it('are told of above 5 %, and loudly from 50 % on', () => {
    const sentences = (...shares: number[]): string[] =>
      actingGuards(counted(...shares)).map(({ sentence }) => sentence);
    assert.deepEqual(actingGuards(undefined), []);
    assert.deepEqual(sentences(0.01, 0.05), []);
    assert.deepEqual(sentences(0.051, 0.44), [
      'guard 1 acted on 44 % of the samples',
      'guard 0 acted on 5 % of the samples',
    ]);
    assert.deepEqual(sentences(0.5), [
      'WARNING: guard 0 acted on 50 % of the samples, so that most of them do not follow the formula',
    ]);
  });

  const model = { preset: 'mlp', hidden: [4] };
  const config = configSchema.parse({ name: 'a', data: { set: 'mnist' }, student: { model } });
  const run: RunSummary & { readonly manifest: RunManifest } = {
    ...{ id: 'r', folder: '', name: 'a', createdAt: 1, status: 'finished' },
    manifest: {
      formatVersion: 1,
      id: 'r',
      name: 'a',
      createdAt: 1,
      configPath: '',
      configHash: '',
      cacheFolder: '',
      config,
    },
    progress: {
      ...newProgress(),
      ...{ accuracy: 0.9, errors: 10, count: 100, seconds: 1, guards: counted(0.86) },
    },
  };
  const warning = /WARNING: guard 0 acted on 86 % of the samples/;

  it('are in the result that a terminal shows', () => assert.match(formatRun(run), warning));
  it('are on the card of the panel', () => {
    assert.match(describeRun(run, newFindings()).warnings.join(), warning);
  });
  it('are in the sentence of a report', () => assert.match(verdictOf(run, []), warning));
  it('are among the warnings of a comparison', () => {
    assert.match(compareRuns([run, { ...run, id: 's' }]).warnings.join(), /in r WARNING: guard 0/);
  });
});
