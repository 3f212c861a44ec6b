interface Range {
  readonly from: number;
  readonly to: number;
}

/** The window on the axis that all plots share: everything, following the end, until somebody zooms. */
export class Viewport {
  private chosen: Range | undefined;
  private whole: Range = { from: 0, to: 1 };

  /** `onChange` is called when the zoom is set, moved or reset, not when the run grows. */
  constructor(private readonly onChange: () => void) {}

  get zoom(): Range | undefined {
    return this.chosen;
  }

  /** Says what there is to see at all. */
  reach(from: number, to: number): void {
    this.whole = { from, to: Math.max(to, from + Number.MIN_VALUE) };
  }

  /** Shows what lies between two places; a thousand-millionth of the whole is no zoom and changes nothing. */
  zoomTo(one: number, other: number): void {
    const [from, to] = [Math.min(one, other), Math.max(one, other)];
    if (!(to - from > (this.whole.to - this.whole.from) * 1e-9)) return;
    this.chosen = { from, to };
    this.onChange();
  }

  /** Shows `factor` of what is shown, around a place; more than the whole is the whole. */
  zoomBy(factor: number, around: number): void {
    const { from, to } = this.range();
    const next = { from: around - (around - from) * factor, to: around + (to - around) * factor };
    if (next.from <= this.whole.from && next.to >= this.whole.to) this.reset();
    else this.zoomTo(Math.max(next.from, this.whole.from), Math.min(next.to, this.whole.to));
  }

  /** Moves the window by a share of its width, not beyond the whole; without a zoom there is nothing to move. */
  pan(share: number): void {
    if (this.chosen === undefined) return;
    const width = this.chosen.to - this.chosen.from;
    const limit = Math.max(this.whole.from, this.whole.to - width);
    const from = Math.min(limit, Math.max(this.whole.from, this.chosen.from + share * width));
    if (from !== this.chosen.from) this.zoomTo(from, from + width);
  }

  /** Shows everything again. */
  reset(): void {
    if (this.chosen === undefined) return;
    this.chosen = undefined;
    this.onChange();
  }

  /** Takes a zoom that was kept, or none, without calling back. */
  restore(zoom: Range | undefined): void {
    this.chosen = zoom;
  }

  range(): Range {
    return this.chosen ?? this.whole;
  }
}
