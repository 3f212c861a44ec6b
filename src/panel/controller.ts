/** The run that a view shows, and its way back to the view. */
export interface ViewPlace {
  readonly runFolder: string;
  /** Sends an answer to the view; it may be gone already. */
  readonly send: (answer: object) => PromiseLike<unknown>;
}

/** The extension's side of one view of one panel. */
export interface ViewController {
  /** Answers a request, which is checked here; an unknown request is ignored and logged. Throws an error to be shown. */
  answer(request: unknown): Promise<void>;
  /** Ends all work, since the panel was hidden or closed. It may be asked again. */
  stop(): void;
}
