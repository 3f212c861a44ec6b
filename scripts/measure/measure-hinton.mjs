// Repeats section 3 of Hinton, Vinyals, Dean 2015 (arXiv:1503.02531) on MNIST with examples/hinton-2015 and prints a line of
// JSON for each run, then the tables of docs/hinton-2015.md.
// Usage: npm run measure:hinton [-- --seeds 1,2,3] [--only distilled]…
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runConfig } from './run-config.mjs';

const temperatures = [1, 2.5, 4, 8, 20];
const experiments = {
  distilled: [{}],
  plain: [{}],
  'without-threes': [{}],
  'sevens-and-eights': [{}],
  'thirty-units': temperatures.map((temperature) => ({ temperature })),
};

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    only: { type: 'string', multiple: true, default: Object.keys(experiments) },
    /** Finished runs are kept here, a line each, and not repeated. */
    kept: { type: 'string', default: '.cache/measure/hinton-2015.jsonl' },
  },
});

function readKept() {
  if (!existsSync(values.kept)) return [];
  return readFileSync(values.kept, 'utf8')
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** The last test evaluation of student and teacher in a run's log. */
async function evaluationsOf(folder) {
  const lines = (await readFile(path.join(folder, 'events.jsonl'), 'utf8')).trim().split('\n');
  const tests = lines
    .map((line) => JSON.parse(line))
    .filter(({ type, split }) => type === 'evaluation' && split === 'test');
  return {
    student: tests.findLast(({ phase }) => phase === 'student'),
    teacher: tests.findLast(({ phase }) => phase === 'teacher'),
  };
}

async function measure(experiment, seed, settings) {
  const sets = { seed, ...settings, ...(experiment === 'plain' ? {} : { 'teacher.train.seed': seed }) };
  const { folder, wallSeconds: seconds } = runConfig(`examples/hinton-2015/${experiment}.distill.yaml`, sets);
  const { student, teacher } = await evaluationsOf(folder);
  const { errors, classErrors, uncorrected } = student;
  return { experiment, seed, ...settings, errors, classErrors, uncorrected, teacherErrors: teacher?.errors, seconds };
}

const isSame = (row, experiment, seed, { temperature }) =>
  row.experiment === experiment && row.seed === seed && row.temperature === temperature;

const rows = readKept();
mkdirSync(path.dirname(values.kept), { recursive: true });
for (const seed of values.seeds.split(',').map(Number)) {
  for (const experiment of values.only) {
    for (const settings of experiments[experiment]) {
      if (rows.some((row) => isSame(row, experiment, seed, settings))) continue;
      const row = await measure(experiment, seed, settings);
      rows.push(row);
      appendFileSync(values.kept, `${JSON.stringify(row)}\n`);
      console.log(JSON.stringify(row));
    }
  }
}

const of = (experiment, temperature) =>
  rows
    .filter((row) => row.experiment === experiment && row.temperature === temperature)
    .sort((a, b) => a.seed - b.seed);
const listed = (numbers) => {
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  return `${numbers.join(', ')} | ${mean.toFixed(1)}`;
};
const line = (name, numbers, published) =>
  numbers.length > 0 && console.log(`| ${name} | ${listed(numbers)} | ${published} |`);
const errorsOf = (some) => some.map(({ errors }) => errors);

console.log('\n| network | test errors by seed | mean | published |\n| --- | --- | --- | --- |');
line(
  'teacher 1200-1200',
  of('distilled').map(({ teacherErrors }) => teacherErrors),
  67,
);
line('student 800-800 alone', errorsOf(of('plain')), 146);
line('student, soft targets at T = 4', errorsOf(of('distilled')), 74);
const threes = of('without-threes');
line(
  'without threes',
  threes.map(({ uncorrected }) => uncorrected.errors),
  206,
);
line(
  'of them on threes',
  threes.map(({ uncorrected }) => uncorrected.classErrors[3]),
  133,
);
line('without threes, bias corrected', errorsOf(threes), 109);
line(
  'of them on threes',
  threes.map(({ classErrors }) => classErrors[3]),
  14,
);
const two = of('sevens-and-eights');
line(
  '7s and 8s alone',
  two.map(({ uncorrected }) => uncorrected.errors),
  4730,
);
line('7s and 8s alone, biases corrected', errorsOf(two), 1320);
console.log('\n| 30 units, T | test errors by seed | mean |\n| --- | --- | --- |');
for (const temperature of temperatures) {
  const errors = errorsOf(of('thirty-units', temperature));
  if (errors.length > 0) console.log(`| ${temperature} | ${listed(errors)} |`);
}
