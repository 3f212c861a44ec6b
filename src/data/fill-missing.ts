/**
 * Puts the mean of each column over the training split in place of NaN, in all splits; 0 where the training split has no
 * value of it.
 * @param training rows of the training split, [examples, columns]
 * @returns these means, one a column
 */
export function fillMissing(
  training: Uint8Array | Float32Array,
  splits: readonly (Uint8Array | Float32Array)[],
  columns: number,
): number[] {
  const sums = new Float64Array(columns);
  const counts = new Float64Array(columns);
  training.forEach((value: number, place: number) => {
    if (Number.isNaN(value)) return;
    sums[place % columns] = (sums[place % columns] ?? 0) + value;
    counts[place % columns] = (counts[place % columns] ?? 0) + 1;
  });
  const means = Array.from(sums, (sum, column) => sum / Math.max(counts[column] ?? 0, 1));
  for (const rows of splits) fillWith(rows, means);
  return means;
}

/** Puts a number for each column in place of NaN, in rows [examples, columns]. */
export function fillWith(rows: Uint8Array | Float32Array, fill: readonly number[]): void {
  for (let place = 0; place < rows.length; place += 1) {
    if (Number.isNaN(rows[place])) rows[place] = fill[place % fill.length] ?? 0;
  }
}
