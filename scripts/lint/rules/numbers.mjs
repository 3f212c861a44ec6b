const message = 'Write numbers and dates for people with src/wording.';
const methods = [
  'toFixed',
  'toPrecision',
  'toExponential',
  'toLocaleString',
  'toLocaleDateString',
  'toLocaleTimeString',
];

/**
 * Lets only src/wording write numbers and dates for people, so that one number looks the same everywhere. A rule on
 * properties: `no-restricted-syntax` of another block would replace it for that block's files.
 */
export const numbers = {
  files: ['src/**/*.ts'],
  ignores: [
    'src/wording/**',
    // May import no other room; its texts are for formulas and errors.
    'src/distillation/**',
    // Labels of ticks have the decimals that tell them apart, which depend on their axis.
    'src/curves/ticks.ts',
    // Coordinates in SVG.
    'src/run-report/plot.ts',
    // Writes a value into a config.
    'src/config/fix/schema-fixes.ts',
  ],
  rules: { 'no-restricted-properties': ['error', ...methods.map((property) => ({ property, message }))] },
};
