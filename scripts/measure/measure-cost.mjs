// Measures a training step's time and memory over width, depth, batch, classes and image side; writes docs/cost.json, the figure
// docs/cost.svg and the factors that hours are estimated by, fitted to the measurements. Takes some two minutes on a quiet machine.
// Usage: npm run measure:cost -- [--seconds 1] [--fit]     --fit: from docs/cost.json as it is, nothing is measured
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { modelSchema } from '../../src/models/architecture/index.ts';
import { stepWorkOf } from '../../src/models/architecture/step-cost.ts';
import { drawCost } from './cost-figure.mjs';
import { axes } from './cost-points.mjs';

const { values: options } = parseArgs({
  options: { seconds: { type: 'string', default: '1' }, fit: { type: 'boolean', default: false } },
});
const file = path.resolve('docs/cost.json');

function measure(step) {
  const words = ['--import', 'tsx', path.resolve('scripts/measure/cost-point.mjs'), JSON.stringify(step)];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...words, options.seconds], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${JSON.stringify(step)}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

function measureAll() {
  const points = Object.entries(axes).flatMap(([axis, steps]) =>
    steps.map(([at, step]) => {
      const { ms, wallMs, megabytes } = measure(step);
      console.log(
        `${axis} ${at}: ${ms.toFixed(2)} ms a step (${wallMs.toFixed(2)} by the clock), ${megabytes.toFixed(0)} MB`,
      );
      return { axis, at, step, ms: Number(ms.toPrecision(4)), megabytes: Math.round(megabytes) };
    }),
  );
  return { processor: cpus()[0]?.model ?? '', threads: 2, points };
}

/** Sizes of a measured step. */
function workOf({ architecture, shape, ...rest }) {
  return stepWorkOf({ ...rest, architecture: modelSchema.parse(architecture), input: shape });
}

/** Factors of 0 and above whose estimates have the least squares of relative errors: by coordinate descent. */
function fit(points) {
  const names = Object.keys(workOf(points[0].step));
  const rows = points.map(({ step, ms }) => names.map((name) => workOf(step)[name] / (ms * 1e6)));
  const factors = names.map(() => 0);
  for (let round = 0; round < 20_000; round += 1) {
    for (const index of names.keys()) {
      let [above, below] = [0, 0];
      for (const row of rows) {
        const others = row.reduce((sum, value, place) => sum + (place === index ? 0 : value * factors[place]), 0);
        above += row[index] * (1 - others);
        below += row[index] ** 2;
      }
      factors[index] = Math.max(0, below === 0 ? 0 : above / below);
    }
  }
  return Object.fromEntries(names.map((name, index) => [name, Number(factors[index].toPrecision(3))]));
}

const measured = options.fit ? JSON.parse(readFileSync(file, 'utf8')) : measureAll();
const factors = fit(measured.points);
const settings = { ...(await resolveConfig(file)), parser: 'json' };
writeFileSync(file, await format(JSON.stringify({ ...measured, factors }), settings));
writeFileSync(path.resolve('docs/cost.svg'), drawCost(measured.points));
const estimate = ({ step }) =>
  Object.entries(workOf(step)).reduce((sum, [name, size]) => sum + size * factors[name], 0) / 1e6;
for (const point of measured.points) {
  const ratio = estimate(point) / point.ms;
  console.log(`${point.axis} ${point.at}: measured ${point.ms} ms, estimated ${ratio.toFixed(2)} of it`);
}
console.log(`factors: ${JSON.stringify(factors)}`);

const source = path.resolve('src/models/architecture/measured-factors.ts');
const lines = Object.entries(factors).map(([name, value]) => `  ${name}: ${value},`);
const text = readFileSync(source, 'utf8');
writeFileSync(source, text.replace(/(: CostFactors = \{\n)[^}]*(\};)/, `$1${lines.join('\n')}\n$2`));
