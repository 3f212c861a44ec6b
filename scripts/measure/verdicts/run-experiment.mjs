// Runs an experiment's sweep by the built command line and reads the figures of its runs.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatVerdict, judgePairs, judgeSweep } from '../../../src/comparison/index.ts';
import { RunCatalogue, runsFolder } from '../../../src/runs/index.ts';

/** Runs an experiment in a folder, which keeps runs and teachers. Gives its record. Throws when the sweep does not finish. */
export async function runExperiment(name, { config, prepare }, folder) {
  mkdirSync(path.join(folder, '.distillery'), { recursive: true });
  prepare?.(folder);
  const file = path.join(folder, `${name}.distill.json`);
  writeFileSync(file, JSON.stringify({ name, ...config }, null, 2));
  const started = Date.now();
  const words = ['dist/distillery.js', 'sweep', file, '--json', '--workspace', folder];
  const { status } = spawnSync(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${name}: the sweep ended with exit code ${status}`);
  const runs = await new RunCatalogue(runsFolder(folder)).list();
  const sweep = runs.find(({ manifest }) => manifest?.kind === 'sweep' && manifest.config.name === name);
  if (sweep === undefined) throw new Error(`${name}: no sweep is in ${folder}`);
  return recordOf(await judgeSweep(sweep, runs), sweep, Math.round((Date.now() - started) / 1000));
}

/** Raw figures of a sweep, from which all others of the page follow. */
function recordOf({ points, verdict }, { progress }, seconds) {
  return {
    version: progress.product?.version ?? '',
    seconds,
    ...sentenceOf(points, verdict),
    points: points.map(({ label, stage, pairs }) => ({
      ...{ label, stage, seeds: pairs.map(({ seed }) => seed) },
      testExamples: pairs[0]?.run.progress.count ?? 0,
      errors: pairs.map(({ run }) => run.progress.errors),
      errorsOfControls: pairs.map(({ control }) => control.progress.errors),
      errorsOfTeachers: pairs.map(({ run }) => run.progress.teacherErrors),
      nll: measured(pairs, 'run', 'crossEntropy'),
      nllOfControls: measured(pairs, 'control', 'crossEntropy'),
      ...ofFrequency(pairs),
    })),
  };
}

/** The verdict in words, of fresh seeds or of the only point; several points that are judged together have none. */
function sentenceOf([only, ...others], verdict) {
  if (verdict !== undefined) return { sentence: formatVerdict(verdict) };
  if (others.length > 0 || only === undefined) return {};
  return { sentence: formatVerdict(judgePairs({ pairs: only.pairs, alone: [], isOneTeacher: false, leftOut: 0 })) };
}

const measured = (pairs, side, name) => pairs.map((pair) => pair[side].progress.evaluation?.[name]);

/** Accuracies over the frequent and the rare third of the classes, where the data are long-tailed. */
function ofFrequency(pairs) {
  const head = measured(pairs, 'run', 'headAccuracy');
  if (head.includes(undefined)) return {};
  return {
    head,
    headOfControls: measured(pairs, 'control', 'headAccuracy'),
    tail: measured(pairs, 'run', 'tailAccuracy'),
    tailOfControls: measured(pairs, 'control', 'tailAccuracy'),
  };
}
