/** Delay before the stored points are redrawn for a new question. Most answers arrive sooner, and then one redraw is enough. */
export const maxWaitMs = 30;

/** The last question sent, and the state of its answer. */
export interface SentQuestion {
  readonly number: number;
  readonly pixels: number;
  isAnswered: boolean;
  readonly plots: ReadonlySet<string>;
}
