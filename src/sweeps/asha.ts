/** Rules of successive halving: the first decision falls after `after` epochs, and one of `reduction` goes on. */
export interface HalvingOptions {
  readonly reduction: number;
  readonly after: number;
}

/** Scores of one run by epoch, of which less is better; undefined where it was not evaluated or the score is not finite. */
export type Curve = readonly (number | undefined)[];

/**
 * Whether a run is dropped at its last epoch, by asynchronous successive halving (Li et al. 2020): at epochs `after`,
 * `after · reduction`, `after · reduction²` … a run goes on if it is among the best of those that have come so far. Nobody waits
 * for others; of fewer than `reduction` runs only the best goes on.
 * @param curve of the run; @param others those of all other runs, however far they are.
 */
export function isDropped(curve: Curve, others: readonly Curve[], { reduction, after }: HalvingOptions): boolean {
  const epoch = curve.length;
  if (!isRung(epoch, reduction, after)) return false;
  const score = curve[epoch - 1];
  if (score === undefined) return true;
  const rivals = others.flatMap((other) => other[epoch - 1] ?? []);
  const scores = [...rivals, score].sort((one, other) => one - other);
  const last = scores[Math.max(Math.floor(scores.length / reduction) - 1, 0)] ?? score;
  return score > last;
}

function isRung(epoch: number, reduction: number, after: number): boolean {
  for (let rung = after; rung <= epoch; rung *= reduction) if (rung === epoch) return true;
  return false;
}
