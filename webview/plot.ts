import UPlot from 'uplot';
import type { CurveName } from '../src/editor/panel/messages';
import type { GrowingCurve } from './columns';
import { readTheme } from './theme';
import { thin, type Thinned } from './thin';

export interface PlotOptions {
  readonly title: string;
  readonly host: HTMLElement;
  readonly curves: readonly { readonly name: CurveName; readonly label: string; readonly showPoints?: boolean }[];
  readonly source: ReadonlyMap<CurveName, GrowingCurve>;
}

const heightPixels = 200;
const syncKey = 'run';

/** One plot of a few curves against the step, with a crosshair that all plots share. */
export class Plot {
  private plot: UPlot | undefined;
  private zoom: { from: number; to: number } | undefined;

  constructor(private readonly options: PlotOptions) {
    this.rebuild();
    new ResizeObserver(() => this.resize()).observe(options.host);
  }

  /** Draws the curves as they are now. */
  draw(): void {
    this.plot?.setData(this.data(), true);
  }

  /** Makes the plot anew, as after a change of theme. */
  rebuild(): void {
    this.plot?.destroy();
    const theme = readTheme();
    const axis = { stroke: theme.foreground, grid: { stroke: theme.grid, width: 1 }, ticks: { stroke: theme.grid } };
    this.plot = new UPlot(
      {
        title: this.options.title,
        width: this.width(),
        height: heightPixels,
        cursor: { sync: { key: syncKey }, drag: { x: true, y: false } },
        scales: { x: { time: false, range: (_plot, low, high) => this.range(low, high) } },
        axes: [axis, { ...axis, size: 60 }],
        hooks: { setSelect: [(plot) => this.zoomTo(plot)] },
        series: [
          { label: 'step' },
          ...this.options.curves.map(({ label, showPoints }, index) => ({
            label,
            stroke: theme.series[index] ?? theme.foreground,
            width: 1.5,
            points: { show: showPoints === true },
            spanGaps: false,
          })),
        ],
      },
      this.data(),
      this.options.host,
    );
    this.plot.over.addEventListener('dblclick', () => {
      this.zoom = undefined;
      this.draw();
    });
  }

  private zoomTo(plot: UPlot): void {
    if (plot.select.width < 2) return;
    const from = plot.posToVal(plot.select.left, 'x');
    this.zoom = { from, to: plot.posToVal(plot.select.left + plot.select.width, 'x') };
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.draw();
  }

  private range(low: number, high: number): [number, number] {
    if (this.zoom !== undefined) return [this.zoom.from, this.zoom.to];
    return low < high ? [low, high] : [Math.max(0, low - 1), low + 1];
  }

  private width(): number {
    return Math.max(this.options.host.clientWidth, 200);
  }

  private resize(): void {
    this.plot?.setSize({ width: this.width(), height: heightPixels });
    this.draw();
  }

  private data(): UPlot.AlignedData {
    const curves = this.options.curves.map(({ name }) => this.options.source.get(name));
    const last = Math.max(1, ...curves.map((curve) => curve?.lastStep ?? 0));
    const { from, to } = this.zoom ?? { from: 0, to: last };
    const thinned = curves.map((curve): Thinned => {
      const view = curve?.view() ?? { steps: new Float64Array(), values: new Float64Array() };
      return thin(view.steps, view.values, from, to, this.width());
    });
    const tables = thinned.map(({ steps, values }): [number[], (number | null)[]] => [steps, values]);
    return UPlot.join(tables);
  }
}
