/** What one row of logits says. */
export interface Row {
  /** The class with the largest logit; the first of several. */
  readonly choice: number;
  /** log Σ exp(z), finite for logits of any size. */
  readonly logSum: number;
}

/** Reads the row of logits [classes] that begins at `start`. */
export function readRow(logits: Float32Array, start: number, classes: number): Row {
  let choice = 0;
  let largest = -Infinity;
  for (let place = 0; place < classes; place += 1) {
    const value = logits[start + place] ?? Number.NaN;
    if (value <= largest) continue;
    largest = value;
    choice = place;
  }
  let sum = 0;
  for (let place = 0; place < classes; place += 1) sum += Math.exp((logits[start + place] ?? Number.NaN) - largest);
  return { choice, logSum: largest + Math.log(sum) };
}
