import type { CodeMeaning } from './code-meaning';

/** Problems that the schema finds. */
export const schemaCodes = {
  'unknown-key': {
    title: 'An unknown key',
    explanation:
      'The key is no setting of this map. It would have no effect, so it is an error: a misspelt `epochs` must not silently leave the default. A key that belongs into another map can be moved there. `alpha` is not accepted in `loss`, because some tools weigh the labels with it and others the teacher: write `hard` and `soft`.',
  },
  'foreign-config': {
    title: 'A config of another tool',
    explanation:
      'The top-level keys are those of torchdistill or mdistiller. Their configs name Python classes, which are never executed here. The quick fix and `distillery import torchdistill FILE`, or `mdistiller`, translate what has a counterpart, and say in comments what was left out or replaced. By hand: `temperature`, `loss.hard` and `loss.soft` (torchdistill’s `alpha` weighs the labels, mdistiller’s `CE_WEIGHT` and `KD_WEIGHT` are `hard` and `soft`), `train.epochs`, `train.batchSize` and `train.optimizer`.',
  },
  'script-excludes': {
    title: 'A setting beside a script',
    explanation:
      '`script` is a training program of your own. It takes the place of `teacher`, `student`, `loss`, `train` and of all that is built on them, such as `control` and `sweep`: nothing would read them. Only `name`, `seed`, `data` and `temperature` stand beside it, and are handed over. Remove the setting, or the script.',
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
