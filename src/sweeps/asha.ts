/** Rules of successive halving: the first decision falls after `after` epochs, and one of `reduction` goes on. */
export interface HalvingOptions {
  readonly reduction: number;
  readonly after: number;
}

/** Scores of one run by epoch, of which less is better; undefined where it was not evaluated or the score is not finite. */
export type Curve = readonly (number | undefined)[];

/**
 * Whether successive halving drops a run by its score at its last rung (Li et al. 2020, asynchronous): at epochs `after`,
 * `after · reduction`, `after · reduction²` … a run goes on if it is among the best of those that have come so far. Nobody waits
 * for others; of fewer than `reduction` runs only the best goes on. A run that was not looked at in time is judged by the rung that
 * it has passed.
 * @param curve of the run; @param others those of all other runs, however far they are.
 */
export function isDropped(curve: Curve, others: readonly Curve[], options: HalvingOptions): boolean {
  const rung = lastRung(curve, options);
  if (rung === undefined) return false;
  const score = curve[rung - 1];
  if (score === undefined) return true;
  const rivals = others.flatMap((other) => other[rung - 1] ?? []);
  const scores = [...rivals, score].sort((one, other) => one - other);
  const last = scores[Math.max(Math.floor(scores.length / options.reduction) - 1, 0)] ?? score;
  return score > last;
}

/** The last epoch of a curve at which runs are judged; undefined before the first one. */
export function lastRung({ length }: Curve, { reduction, after }: HalvingOptions): number | undefined {
  let last: number | undefined;
  for (let rung = after; rung <= length; rung *= reduction) last = rung;
  return last;
}
