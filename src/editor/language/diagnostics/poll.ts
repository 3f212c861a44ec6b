/** A look takes at most this share of the time: one at a hundred thousand files is rare, one at a table is not. */
const maxShare = 0.01;

/** Repeats a look, one at a time. */
export class Poll {
  private timer: NodeJS.Timeout | undefined;
  private state: 'idle' | 'waiting' | 'looking' = 'idle';

  /**
   * @param look what is repeated; where it fails, it is not repeated until the next start
   * @param minPauseMs pause in ms between two looks at least
   * @param now gives a time in ms
   */
  constructor(
    private readonly look: () => Promise<void>,
    private readonly minPauseMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Begins with a pause, unless it goes on already. */
  start(): void {
    if (this.state === 'idle') this.pause(0);
  }

  /** Ends it; a look that is under way is the last one. */
  dispose(): void {
    clearTimeout(this.timer);
    this.state = 'idle';
  }

  private pause(tookMs: number): void {
    this.state = 'waiting';
    this.timer = setTimeout(() => void this.perform(), Math.max(this.minPauseMs, tookMs / maxShare));
  }

  private async perform(): Promise<void> {
    this.state = 'looking';
    const began = this.now();
    let tookMs: number | undefined;
    try {
      await this.look();
      tookMs = this.now() - began;
    } finally {
      this.end(tookMs);
    }
  }

  /** Goes on after a look, unless it failed or is not wanted any more. */
  private end(tookMs: number | undefined): void {
    if (this.state !== 'looking') return;
    if (tookMs === undefined) this.state = 'idle';
    else this.pause(tookMs);
  }
}
