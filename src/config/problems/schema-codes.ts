import type { CodeMeaning } from './code-meaning';

/** Problems that the schema finds. */
export const schemaCodes = {
  'unknown-key': {
    title: 'An unknown key',
    explanation:
      'The key is no setting of this map. It would have no effect, so it is an error: a misspelt `epochs` must not silently leave the default. A key that belongs into another map can be moved there. `alpha` is not accepted in `loss`, because some tools weigh the labels with it and others the teacher: write `hard` and `soft`.',
  },
  'missing-key': {
    title: 'A required key is missing',
    explanation: 'Nothing sensible can be assumed for this key, so it must be written.',
  },
  'wrong-type': {
    title: 'A value of another kind',
    explanation:
      'The value is of another kind than the key takes, such as text in place of a number. In YAML quotes make a number text.',
  },
  'invalid-value': {
    title: 'A value that is not allowed',
    explanation: 'The value is of the right kind but out of range, or none of the choices.',
  },
} as const satisfies Readonly<Record<string, CodeMeaning>>;
