import UPlot from 'uplot';
import type { CurveName } from '../src/editor/panel/messages';
import { tickLabels, valueRange, type ValueRange } from './axes';
import type { GrowingCurve } from './columns';
import { Legend, type LegendEntry } from './legend';
import { dashes, readTheme, type Theme } from './theme';
import { thin, type Thinned } from './thin';
import type { Viewport } from './viewport';

/** Room at the right for half of the last tick's label, as wide as `1,000,000` is. */
const widestHalfLabel = 28;

export interface PlotCurve extends LegendEntry {
  /** Few points that are each worth a mark. */
  readonly isMarked?: boolean;
}

export interface PlotOptions {
  readonly title: string;
  readonly host: HTMLElement;
  readonly curves: readonly PlotCurve[];
  readonly values: ValueRange;
  /** What stands in the plot's place while it has no point. */
  readonly emptyText: string;
  readonly source: ReadonlyMap<CurveName, GrowingCurve>;
  readonly viewport: Viewport;
  readonly hidden: Set<CurveName>;
  /** Called when a curve is hidden or shown. */
  readonly onToggle: () => void;
  /** Called with the step below the pointer, undefined when it leaves. */
  readonly onPoint: (step: number | undefined) => void;
}

/** All plots share their crosshair under this name. */
const syncKey = 'run';
const axisWidth = 52;
const wholeSteps = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();

/** One plot of a few curves against the step; its zoom and crosshair are those of all plots. */
export class Plot {
  private plot: UPlot | undefined;
  private readonly canvasHost: HTMLElement;
  private readonly empty: HTMLElement;
  private readonly legend: Legend;
  private pointed: number | undefined;

  constructor(private readonly options: PlotOptions) {
    const head = add('div', 'plot-head', options.host);
    add('h2', '', head).textContent = options.title;
    this.legend = new Legend(add('div', 'legend', head), options.curves, (name) => this.toggle(name));
    this.canvasHost = add('div', 'canvas', options.host);
    this.canvasHost.setAttribute('role', 'img');
    this.empty = add('p', 'plot-empty', options.host);
    this.empty.textContent = options.emptyText;
    this.rebuild();
    new ResizeObserver(() => this.resize()).observe(this.canvasHost);
  }

  /** Draws the curves as they are now. */
  draw(): void {
    const isEmpty = this.options.curves.every(({ name }) => (this.options.source.get(name)?.length ?? 0) === 0);
    this.canvasHost.hidden = isEmpty;
    this.empty.hidden = !isEmpty;
    if (!isEmpty) this.plot?.setData(this.data(), true);
    this.showValues();
  }

  /** Makes the plot anew, as after a change of theme. */
  rebuild(): void {
    this.plot?.destroy();
    this.legend.paint();
    this.plot = new UPlot(this.describe(readTheme()), this.data(), this.canvasHost);
    this.plot.over.addEventListener('dblclick', () => this.options.viewport.reset());
    this.draw();
  }

  /** Writes the values at a step into the legend, or the latest ones. */
  point(step: number | undefined): void {
    this.pointed = step;
    this.showValues();
  }

  private describe(theme: Theme): UPlot.Options {
    const { curves, values, hidden } = this.options;
    const axis: UPlot.Axis = {
      stroke: theme.foreground,
      font: theme.font,
      grid: { stroke: theme.grid, width: 1 },
      ticks: { stroke: theme.grid, width: 1, size: 4 },
      values: (_plot, ticks, _axis, _space, increment) => tickLabels(ticks, increment),
    };
    return {
      ...this.size(),
      legend: { show: false },
      padding: [8, widestHalfLabel, 0, 0],
      cursor: { sync: { key: syncKey }, drag: { x: true, y: false, setScale: false }, points: cursorPoints(theme) },
      scales: {
        x: { time: false, range: () => this.stepRange() },
        y: { range: (_plot, low, high) => valueRange(low, high, values) },
      },
      axes: [
        { ...axis, size: 28, gap: 4, space: 70, incrs: wholeSteps },
        { ...axis, size: axisWidth, gap: 4, space: 34 },
      ],
      hooks: { setSelect: [(plot) => this.zoomTo(plot)], setCursor: [(plot) => this.pointTo(plot)] },
      series: [
        {},
        ...curves.map(({ name, isMarked = false }, index): UPlot.Series => ({
          show: !hidden.has(name),
          stroke: theme.series[index] ?? theme.foreground,
          width: 1.5,
          dash: [...(dashes[index] ?? [])],
          points: { show: isMarked, size: 6, fill: index === 0 ? theme.series[0] : theme.background },
          spanGaps: false,
        })),
      ],
    };
  }

  private stepRange(): [number, number] {
    const { from, to } = this.options.viewport.range();
    return [from, to];
  }

  private zoomTo(plot: UPlot): void {
    if (plot.select.width < 4) return;
    const from = plot.posToVal(plot.select.left, 'x');
    const to = plot.posToVal(plot.select.left + plot.select.width, 'x');
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.options.viewport.zoomTo(from, to);
  }

  private pointTo(plot: UPlot): void {
    const left = plot.cursor.left ?? -1;
    this.options.onPoint(left < 0 ? undefined : Math.max(0, Math.round(plot.posToVal(left, 'x'))));
  }

  private toggle(name: CurveName): void {
    const { hidden, curves } = this.options;
    if (!hidden.delete(name)) hidden.add(name);
    const index = curves.findIndex((curve) => curve.name === name);
    this.plot?.setSeries(index + 1, { show: !hidden.has(name) });
    this.showValues();
    this.options.onToggle();
  }

  private showValues(): void {
    const { source, hidden, title } = this.options;
    const step = this.pointed;
    const words = this.legend.show((name) => {
      const curve = source.get(name);
      return (step === undefined ? curve?.last : curve?.at(step)) ?? Number.NaN;
    }, hidden);
    const { from, to } = this.options.viewport.range();
    const at = step === undefined ? 'latest values' : `values at step ${step}`;
    const label = `${title} against step, from ${Math.round(from)} to ${Math.round(to)}; ${at}: ${words}`;
    this.canvasHost.setAttribute('aria-label', label);
  }

  private size(): { width: number; height: number } {
    return { width: Math.max(this.canvasHost.clientWidth, 120), height: Math.max(this.canvasHost.clientHeight, 80) };
  }

  private resize(): void {
    if (this.canvasHost.clientWidth === 0) return;
    this.plot?.setSize(this.size());
    this.draw();
  }

  private data(): UPlot.AlignedData {
    const { from, to } = this.options.viewport.range();
    const { width } = this.size();
    const thinned = this.options.curves.map(({ name }): Thinned => {
      const view = this.options.source.get(name)?.view();
      return view === undefined ? { steps: [], values: [] } : thin(view.steps, view.values, from, to, width);
    });
    const tables = thinned.map(({ steps, values }): [number[], (number | null)[]] => [steps, values]);
    return UPlot.join(tables);
  }
}

function add(tag: string, className: string, parent: Element): HTMLElement {
  const node = document.createElement(tag);
  node.className = className;
  parent.append(node);
  return node;
}

/** Filled in their curve's colour: by default they take the fill of the marks, which would blot the curve out. */
function cursorPoints({ series, foreground }: Theme): UPlot.Cursor.Points {
  const colour = (_plot: UPlot, index: number): string => series[index - 1] ?? foreground;
  return { size: 7, fill: colour, stroke: colour };
}
