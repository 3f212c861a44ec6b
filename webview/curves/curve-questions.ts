import type { CurveQuestion } from '../../src/panel/messages';

/** Content of a question; its number is given when it is sent. */
export type AskedCurves = Omit<CurveQuestion, 'kind' | 'number'>;

/** Questions of the view to its controller: one at a time, each with a number that its answer has too. */
export class CurveQuestions {
  private last: AskedCurves & { readonly number: number } = {
    ...{ number: 0, pixels: 1, axis: 'step', smoothing: 0, setsAside: false, pins: [], plots: [] },
  };
  private isOpen = false;
  private isDue = false;

  constructor(private readonly send: (question: CurveQuestion) => void) {}

  /** Whether the last question was answered. */
  get isAnswered(): boolean {
    return !this.isOpen;
  }

  /** Pixels of the widest plot of the last question. */
  get pixels(): number {
    return this.last.pixels;
  }

  /** Whether the last question asked for a plot. */
  hasPlot(name: string): boolean {
    return this.last.plots.some((plot) => plot.name === name);
  }

  /** Sends a question; while one is unanswered nothing is sent, and `settle` says that another is due. Gives whether it was sent. */
  ask(question: () => AskedCurves): boolean {
    this.isDue = this.isOpen;
    if (this.isOpen) return false;
    this.last = { ...question(), number: this.last.number + 1 };
    this.isOpen = true;
    this.send({ kind: 'show', ...this.last });
    return true;
  }

  /** Whether a number is that of the last question: later growth of earlier ones counts for nothing. */
  isLast(number: number): boolean {
    return number === this.last.number;
  }

  /** Notes that the last question is answered. Gives whether another is due. */
  settle(): boolean {
    this.isOpen = false;
    return this.isDue;
  }
}
