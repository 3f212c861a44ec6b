/** Column of numbers in either precision. */
export type FloatArray = Float32Array | Float64Array;

/** Growable array of points: two columns of doubling capacity, so that an append takes amortised constant time. */
export class GrowingCurve {
  private positions = new Float64Array(256);
  private numbers = new Float32Array(256);
  private used = 0;

  /** Removes all points. */
  clear(): void {
    this.used = 0;
  }

  /** Appends points of ascending x; points that are there at or after the first new x are replaced. */
  append(x: FloatArray, y: FloatArray): void {
    const first = x[0];
    if (first === undefined) return;
    this.used = lowerBound(this.positions, first, this.used);
    this.makeRoom(this.used + x.length);
    this.positions.set(x, this.used);
    this.numbers.set(y, this.used);
    this.used += x.length;
  }

  /** Replaces all points. */
  replace(x: FloatArray, y: FloatArray): void {
    this.used = 0;
    this.append(x, y);
  }

  get length(): number {
    return this.used;
  }

  /** The newest value; NaN when there is none. */
  get last(): number {
    return this.used === 0 ? Number.NaN : (this.numbers[this.used - 1] ?? Number.NaN);
  }

  /** The x of the newest point; -Infinity when there is none. */
  get end(): number {
    return this.used === 0 ? -Infinity : (this.positions[this.used - 1] ?? -Infinity);
  }

  /** The value at an x, or at the nearest x before it; NaN when there is none. */
  at(position: number): number {
    const index = lowerBound(this.positions, position, this.used);
    const chosen = this.positions[index] === position && index < this.used ? index : index - 1;
    return chosen < 0 ? Number.NaN : (this.numbers[chosen] ?? Number.NaN);
  }

  /** The points as views of the memory, which the next append may overwrite. */
  view(): { readonly x: Float64Array; readonly y: Float32Array } {
    return { x: this.positions.subarray(0, this.used), y: this.numbers.subarray(0, this.used) };
  }

  private makeRoom(count: number): void {
    if (count <= this.positions.length) return;
    const room = 2 ** Math.ceil(Math.log2(count));
    const positions = new Float64Array(room);
    positions.set(this.positions.subarray(0, this.used));
    this.positions = positions;
    const numbers = new Float32Array(room);
    numbers.set(this.numbers.subarray(0, this.used));
    this.numbers = numbers;
  }
}

/** Binary search: the first index below `count` of an ascending column whose number is at least `limit`, or `count`. */
export function lowerBound(sorted: FloatArray, limit: number, count = sorted.length): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
