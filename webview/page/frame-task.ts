/** An action that runs in the next frame, once however often it was asked for meanwhile. */
export class FrameTask {
  private frame: number | undefined;

  constructor(private readonly action: () => void) {}

  /** Asks for the action; an asked one runs once. */
  schedule(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.action();
    });
  }

  /** Drops an action that was asked for, as when it was done at once. */
  cancel(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
  }
}
