// Runs the example with and without its teacher over seeds and prints a table: the figures in the README.
// Usage: npm run measure:example [-- --seeds 1,2,3] [--config examples/mnist.distill.yaml]
import { parseArgs } from 'node:util';
import { runConfig } from './run-config.mjs';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    config: { type: 'string', default: 'examples/mnist.distill.yaml' },
  },
});

const variants = {
  distilled: {},
  control: { 'loss.soft': 0, 'loss.hard': 1 },
};

const rows = [];
for (const seed of values.seeds.split(',').map(Number)) {
  for (const [variant, settings] of Object.entries(variants)) {
    const { errors, accuracy, teacherErrors, wallSeconds } = runConfig(values.config, { seed, ...settings });
    rows.push({ seed, variant, errors, accuracy, teacherErrors, wallSeconds });
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
