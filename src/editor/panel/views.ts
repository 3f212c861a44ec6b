import type { ViewName } from '../../panel/messages';

/** Where a view's side in the extension stands. */
export interface ViewPlace {
  readonly runFolder: string;
  /** Sends an answer to the view; it may be gone already. */
  readonly send: (answer: object) => PromiseLike<unknown>;
}

/** The extension's side of one view of one panel. */
export interface ViewAnswers {
  /** Answers a request, which is checked here; what is no request of this view is ignored and logged. Throws an error to be shown. */
  answer(request: unknown): Promise<void>;
  /** The panel was hidden or closed: whatever goes on ends. It may be asked again. */
  stop(): void;
}

/** The views that ask anything, each loaded with its first request: one line here makes a view's requests arrive. */
export const viewAnswers: Partial<Record<ViewName, () => Promise<(place: ViewPlace) => ViewAnswers>>> = {
  curves: async () => {
    const { CurvesSide } = await import('../../panel/curves/controller');
    return (place) => new CurvesSide(place);
  },
  compare: async () => (await import('../../panel/compare/controller')).answerCompare,
  summary: async () => (await import('./summary/controller')).answerSummary,
  targets: async () => (await import('../../panel/targets/controller')).answerTargets,
};
