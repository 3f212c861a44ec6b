// Runs the example with and without its teacher over seeds and prints a table: the figures in the README.
// Usage: npm run measure:example [-- --seeds 1,2,3] [--config examples/mnist.distill.yaml]
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    config: { type: 'string', default: 'examples/mnist.distill.yaml' },
  },
});

const variants = {
  distilled: [],
  control: ['--set', 'loss.soft=0', '--set', 'loss.hard=1'],
};

function measure(seed, settings) {
  const started = Date.now();
  const result = spawnSync(
    process.execPath,
    ['dist/distillery.js', 'run', values.config, '--json', '--set', `seed=${seed}`, ...settings],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 },
  );
  if (result.status !== 0) throw new Error(`seed ${seed}: the run ended with exit code ${result.status}`);
  const lines = result.stdout.trim().split('\n');
  return { ...JSON.parse(lines.at(-1)), wallSeconds: (Date.now() - started) / 1000 };
}

const rows = [];
for (const seed of values.seeds.split(',').map(Number)) {
  for (const [variant, settings] of Object.entries(variants)) {
    const { errors, accuracy, teacherErrors, wallSeconds } = measure(seed, settings);
    rows.push({ seed, variant, errors, accuracy, teacherErrors, wallSeconds: Math.round(wallSeconds) });
    console.log(JSON.stringify(rows.at(-1)));
  }
}

const mean = (variant) => {
  const errors = rows.filter((row) => row.variant === variant).map((row) => row.errors);
  return errors.reduce((sum, value) => sum + value, 0) / errors.length;
};
console.table(rows);
console.log(
  `mean test errors: distilled ${mean('distilled').toFixed(1)}, without a teacher ${mean('control').toFixed(1)}`,
);
