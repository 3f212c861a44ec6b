/**
 * Numbers that follow the seed in a generator's seeds, or stand alone where a draw must be the same for all seeds;
 * docs/randomness.md has them all. Each purpose has its own, so that one setting does not shift another's draws.
 */
export const streams = {
  /** First weights: teacher and student of one seed differ. */
  initialWeights: { teacher: 1, student: 2 },
  /** Of a step. */
  augmentation: 101,
  /** Of a step. */
  dropout: 102,
  /** Of `data.augment`, for an example in an epoch: a program that knows both can repeat it, whatever the order. */
  change: 103,
  /** Of a step. */
  mixup: 104,
  /** Of an example, for `targets: permuted`. */
  targets: 105,
  /** Of an example in an epoch, for the generators that the user's own data sets draw from. */
  rows: 106,
  /** Of an example of the user's own data sets that is read once: of a split and a place in it, without the seed. */
  reading: 107,
  /** Of a point of a sweep: all its settings, or TPE's candidates. */
  sweep: { point: 301, candidates: 302 },
  /** Without the seed, so that teacher and every student agree on which examples are held back. */
  split: 20150309,
  /** Without the seed, so that all students of a config know the same labels. */
  labels: 20150331,
} as const;
