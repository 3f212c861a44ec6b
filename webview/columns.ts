/** A curve that grows: two columns that double their room, so that an append costs what it brings. */
export class GrowingCurve {
  private steps = new Float64Array(1024);
  private values = new Float64Array(1024);
  private used = 0;

  /** Forgets all points. */
  clear(): void {
    this.used = 0;
  }

  /** Appends points. A record at a step supersedes earlier ones at that step and after, as a resumed run needs. */
  append(steps: ArrayLike<number>, values: ArrayLike<number>): void {
    const [first] = Array.from({ length: Math.min(steps.length, 1) }, () => steps[0] ?? 0);
    if (first === undefined) return;
    while (this.used > 0 && (this.steps[this.used - 1] ?? 0) >= first) this.used -= 1;
    this.makeRoom(this.used + steps.length);
    for (let index = 0; index < steps.length; index += 1) {
      this.steps[this.used + index] = steps[index] ?? 0;
      this.values[this.used + index] = values[index] ?? Number.NaN;
    }
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
