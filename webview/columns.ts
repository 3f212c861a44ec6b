/** A curve that grows: two columns that double their room, so that an append costs what it brings. */
export class GrowingCurve {
  private steps = new Float64Array(1024);
  private values = new Float64Array(1024);
  private used = 0;

  /** Forgets all points. */
  clear(): void {
    this.used = 0;
  }

  /** Forgets the points at a step and after it, which a resumed run writes again. */
  cut(from: number): void {
    this.used = lowerBound(this.steps.subarray(0, this.used), from);
  }

  /** Appends points of ascending steps; they supersede earlier ones at their first step and after. */
  append(steps: ArrayLike<number>, values: ArrayLike<number>): void {
    const first = steps[0];
    if (first === undefined) return;
    this.cut(first);
    this.makeRoom(this.used + steps.length);
    this.steps.set(steps, this.used);
    this.values.set(values, this.used);
    this.used += steps.length;
  }

  get length(): number {
    return this.used;
  }

  /** The newest value; NaN when there is none. */
  get last(): number {
    return this.used === 0 ? Number.NaN : (this.values[this.used - 1] ?? Number.NaN);
  }

  get lastStep(): number {
    return this.used === 0 ? 0 : (this.steps[this.used - 1] ?? 0);
  }

  /** The value at a step, or at the newest step before it; NaN when there is none. */
  at(step: number): number {
    const after = lowerBound(this.steps.subarray(0, this.used), step + 0.5);
    return after === 0 ? Number.NaN : (this.values[after - 1] ?? Number.NaN);
  }

  /** The points as they are now; views that the next append may overwrite. */
  view(): { readonly steps: Float64Array; readonly values: Float64Array } {
    return { steps: this.steps.subarray(0, this.used), values: this.values.subarray(0, this.used) };
  }

  private makeRoom(count: number): void {
    if (count <= this.steps.length) return;
    const room = 2 ** Math.ceil(Math.log2(count));
    for (const name of ['steps', 'values'] as const) {
      const grown = new Float64Array(room);
      grown.set(this[name].subarray(0, this.used));
      this[name] = grown;
    }
  }
}

/** The first place in an ascending column whose number is at least `limit`; its length when there is none. */
export function lowerBound(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
