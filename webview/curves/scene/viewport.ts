interface Range {
  readonly from: number;
  readonly to: number;
}

/** Window of the horizontal axis, shared by all plots. Without a zoom it shows everything and follows the end. */
export class Viewport {
  private chosen: Range | undefined;
  private whole: Range = { from: 0, to: 1 };

  /** `onChange` is called when the zoom changes, not when the run grows. */
  constructor(private readonly onChange: () => void) {}

  get zoom(): Range | undefined {
    return this.chosen;
  }

  /** Sets the whole range. */
  reach(from: number, to: number): void {
    this.whole = { from, to: Math.max(to, from + Number.MIN_VALUE) };
  }

  /** Zooms to an interval. One shorter than 1e-9 of the whole is ignored. */
  zoomTo(one: number, other: number): void {
    const [from, to] = [Math.min(one, other), Math.max(one, other)];
    if (!(to - from > (this.whole.to - this.whole.from) * 1e-9)) return;
    this.chosen = { from, to };
    this.onChange();
  }

  /** Scales the window by `factor` around an x, at most to the whole. */
  zoomBy(factor: number, around: number): void {
    const { from, to } = this.range();
    const next = { from: around - (around - from) * factor, to: around + (to - around) * factor };
    if (next.from <= this.whole.from && next.to >= this.whole.to) this.reset();
    else this.zoomTo(Math.max(next.from, this.whole.from), Math.min(next.to, this.whole.to));
  }

  /** Pans a zoomed window by a share of its width, within the whole. */
  pan(share: number): void {
    if (this.chosen === undefined) return;
    const width = this.chosen.to - this.chosen.from;
    const limit = Math.max(this.whole.from, this.whole.to - width);
    const from = Math.min(limit, Math.max(this.whole.from, this.chosen.from + share * width));
    if (from !== this.chosen.from) this.zoomTo(from, from + width);
  }

  /** Resets the zoom. */
  reset(): void {
    if (this.chosen === undefined) return;
    this.chosen = undefined;
    this.onChange();
  }

  /** Restores a saved zoom, or none, without calling `onChange`. */
  restore(zoom: Range | undefined): void {
    this.chosen = zoom;
  }

  range(): Range {
    return this.chosen ?? this.whole;
  }
}
