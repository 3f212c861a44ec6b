import { curveNames, type Columns, type CurveName } from '../src/editor/panel/messages';
import { GrowingCurve } from './columns';
import { Plot, type PlotOptions } from './plot';
import { Viewport } from './viewport';

const short = (value: number): string =>
  value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(2) : value.toFixed(4);
const accuracy = (value: number): string => value.toFixed(4);

interface Places {
  readonly loss: HTMLElement;
  readonly temperature: HTMLElement;
  readonly accuracy: HTMLElement;
}

type Own = Pick<PlotOptions, 'title' | 'host' | 'curves' | 'values' | 'emptyText'>;

/** The curves of one run and the plots that show them together. */
export class Plots {
  readonly curves: ReadonlyMap<CurveName, GrowingCurve> = new Map(curveNames.map((name) => [name, new GrowingCurve()]));
  readonly hidden = new Set<CurveName>();
  readonly viewport: Viewport;
  private readonly plots: readonly Plot[];
  private isDrawAsked = false;

  /** `onDraw` is called with every drawing, `onChoice` when somebody zooms or hides a curve. */
  constructor(
    places: Places,
    private readonly onDraw: () => void,
    onChoice: () => void,
  ) {
    this.viewport = new Viewport(() => {
      this.askDraw();
      onChoice();
    });
    this.plots = describePlots(places).map(
      (own) =>
        new Plot({
          ...own,
          source: this.curves,
          viewport: this.viewport,
          hidden: this.hidden,
          onToggle: onChoice,
          onPoint: (step) => {
            for (const plot of this.plots) plot.point(step);
          },
        }),
    );
  }

  /** How many steps are there to draw. */
  get count(): number {
    return this.curves.get('loss')?.length ?? 0;
  }

  clear(): void {
    for (const curve of this.curves.values()) curve.clear();
    this.askDraw();
  }

  append(columns: Readonly<Partial<Record<CurveName, Columns>>>): void {
    const first = columns.loss?.step[0];
    // A resumed run writes steps again: what was evaluated after them belongs to the earlier attempt.
    if (first !== undefined) for (const curve of this.curves.values()) curve.cut(first);
    for (const name of curveNames) {
      const added = columns[name];
      if (added !== undefined) this.curves.get(name)?.append(added.step, added.value);
    }
    this.askDraw();
  }

  /** Draws at most once a frame, however many messages come. */
  askDraw(): void {
    if (this.isDrawAsked) return;
    this.isDrawAsked = true;
    requestAnimationFrame(() => {
      this.isDrawAsked = false;
      this.viewport.reach(Math.max(...[...this.curves.values()].map((curve) => curve.lastStep)));
      for (const plot of this.plots) plot.draw();
      this.onDraw();
    });
  }

  /** Takes on the theme's colours. */
  repaint(): void {
    for (const plot of this.plots) plot.rebuild();
  }
}

function describePlots(places: Places): Own[] {
  return [
    {
      title: 'Loss',
      host: places.loss,
      values: { leastSpan: 1e-3, lowest: 0 },
      emptyText: 'No step yet.',
      curves: [
        { name: 'loss', label: 'total', format: short },
        { name: 'soft', label: 'soft', format: short },
        { name: 'hard', label: 'hard', format: short },
      ],
    },
    {
      title: 'Temperature',
      host: places.temperature,
      values: { leastSpan: 1, lowest: 0 },
      emptyText: 'No step yet.',
      curves: [{ name: 'temperature', label: 'T', format: (value) => value.toFixed(2) }],
    },
    {
      title: 'Accuracy',
      host: places.accuracy,
      values: { leastSpan: 0.02, lowest: 0, highest: 1 },
      emptyText: 'No evaluation yet: one follows each epoch.',
      curves: [
        { name: 'validationAccuracy', label: 'validation', format: accuracy, isMarked: true },
        { name: 'testAccuracy', label: 'test', format: accuracy, isMarked: true },
      ],
    },
  ];
}
