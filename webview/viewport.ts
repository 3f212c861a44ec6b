/** The steps that all plots show together: everything, following the end, until somebody zooms. */
export class Viewport {
  private chosen: { readonly from: number; readonly to: number } | undefined;
  private lastStep = 1;

  /** `onChange` is called when the zoom is set or reset, not when the run grows. */
  constructor(private readonly onChange: () => void) {}

  get zoom(): { readonly from: number; readonly to: number } | undefined {
    return this.chosen;
  }

  /** Says how far the run goes. */
  reach(lastStep: number): void {
    this.lastStep = Math.max(1, lastStep);
  }

  /** Shows the steps between two; less than one step is no zoom and changes nothing. */
  zoomTo(from: number, to: number): void {
    const inside = { from: Math.max(0, Math.min(from, to)), to: Math.max(from, to) };
    if (!(inside.to - inside.from >= 1)) return;
    this.chosen = inside;
    this.onChange();
  }

  /** Shows everything again. */
  reset(): void {
    if (this.chosen === undefined) return;
    this.chosen = undefined;
    this.onChange();
  }

  range(): { readonly from: number; readonly to: number } {
    return this.chosen ?? { from: 0, to: this.lastStep };
  }
}
