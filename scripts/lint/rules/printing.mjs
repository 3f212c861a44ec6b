const message = 'Print with src/cli/output.ts: it escapes control characters.';
const streams = '/^(stdout|stderr)$/';
const uses = [
  `MemberExpression[property.name=${streams}]`,
  `MemberExpression[property.value=${streams}]`,
  `Property[key.name=${streams}]`,
];

/** Lets only one file of the command line print: texts of strangers reach a terminal without their control characters. */
export const printing = {
  files: ['src/cli/**/*.ts'],
  ignores: ['src/cli/output.ts'],
  rules: {
    'no-console': 'error',
    'no-restricted-syntax': ['error', ...uses.map((selector) => ({ selector, message }))],
  },
};
