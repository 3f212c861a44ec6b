import UPlot from 'uplot';
import type { CurveName } from '../../../src/curves';
import { formatFixed, formatNumber } from '../../../src/wording';
import { make } from '../../page/page';
import { axisRange, type AxisRange, type Chart, drawChart, gutters } from '../chart';
import { ChartTools } from './chart-tools';
import { Legend } from './legend';
import { nearestRun } from './nearest-run';
import { OutlierBadge } from './outlier-badge';
import { labelOf, type PlotDefinition, type Scene } from '../scene';
import { Tooltip, valueAt, wordsOf } from './tooltip';

const nearPixels = 200;
/** Space of a chart beside its canvas in CSS pixels, by style.css. */
const besideCanvas = 4;
/** Plots share the x of the crosshair, and neither its height, as their units differ, nor a drag, or each of them would zoom. */
const sync: UPlot.Cursor.Sync = {
  key: 'run',
  scales: ['x', null],
  filters: { pub: (type: string): boolean => type !== 'mousedown' && type !== 'mouseup' },
};

export interface PlotActions {
  readonly onToggle: (name: CurveName) => void;
  readonly onZoom: (from: number, to: number) => void;
  readonly onReset: () => void;
  /** Called with the x below the pointer, undefined when it leaves. */
  readonly onPoint: (position: number | undefined) => void;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onBadge: () => void;
  readonly onLog: () => void;
  readonly onEnlarge: () => void;
  readonly onCopy: (chart: Chart, format: 'png' | 'svg') => void;
  /** Called with the run whose curve was pressed. */
  readonly onRun: (runId: string) => void;
}

/** Plot of a few curves. All plots share the window and the crosshair. */
export class CurvePlot {
  /** Whether the latest scene was skipped because the plot was out of sight. */
  isStale = false;
  private plot: UPlot | undefined;
  private readonly canvasHost: HTMLElement;
  private readonly empty: HTMLElement;
  private readonly legend: Legend;
  private readonly badge: OutlierBadge;
  private readonly tools: ChartTools;
  private readonly tooltip: Tooltip;
  private isEnlarged = false;
  private range: AxisRange = { from: 0, to: 1, isLog: false };

  constructor(
    private readonly definition: PlotDefinition,
    private readonly host: HTMLElement,
    private scene: Scene,
    private readonly actions: PlotActions,
  ) {
    host.classList.add('plot');
    // Without a place until it has points, so that the first question asks for it.
    host.hidden = definition.emptyText === undefined;
    const head = make('div', '', host, 'plot-head');
    make('h2', '', head).textContent = definition.title;
    this.legend = new Legend(make('div', '', head, 'legend'), definition, actions.onToggle);
    if (definition.note !== undefined) make('span', '', head, 'plot-note').textContent = definition.note;
    this.badge = new OutlierBadge(head, actions.onBadge);
    this.tools = new ChartTools(head, definition, {
      onLog: actions.onLog,
      onEnlarge: actions.onEnlarge,
      onCopy: (format) => actions.onCopy(this.chart, format),
    });
    this.canvasHost = make('div', '', host, 'canvas');
    this.canvasHost.setAttribute('role', 'img');
    this.canvasHost.tabIndex = 0;
    this.canvasHost.addEventListener('keydown', actions.onKey);
    this.canvasHost.addEventListener('blur', () => this.tooltip.hide());
    this.empty = make('p', '', host, 'plot-empty');
    this.empty.textContent = definition.emptyText ?? '';
    this.tooltip = new Tooltip(host);
    new ResizeObserver(() => this.resize()).observe(this.canvasHost);
  }

  get name(): string {
    return this.definition.name;
  }

  get hasFocus(): boolean {
    return this.host.contains(document.activeElement);
  }

  /** Whether the plot is in the viewport or close to it. A plot without points has no size and counts by its position. */
  get isNear(): boolean {
    if (this.host.closest('details:not([open])') !== null) return false;
    const { top, bottom } = this.host.getBoundingClientRect();
    return bottom > -nearPixels && top < innerHeight + nearPixels;
  }

  /** Width of the plotting area in device pixels, also while it has no points. */
  get width(): number {
    const inside = this.host.clientWidth - besideCanvas - gutters.left - gutters.right;
    return Math.max(1, Math.round(inside * devicePixelRatio));
  }

  /** Draws a scene if the plot is near. The caller measures all distances first: measuring after drawing forces a layout for each plot. */
  draw(scene: Scene, distance: 'near' | 'far'): void {
    this.scene = scene;
    const { curves, name, emptyText } = this.definition;
    const hasPoint = curves.some((curve) => this.has(curve.name));
    const isNothing = !hasPoint && !curves.some((curve) => this.isKept(curve.name));
    this.host.hidden = isNothing && emptyText === undefined;
    this.host.classList.toggle('is-without-points', isNothing);
    this.canvasHost.hidden = isNothing;
    this.empty.hidden = !isNothing;
    this.badge.show(scene.limits.get(name));
    if (this.host.hidden) return;
    this.legend.show(scene, (curve) => this.has(curve) || this.isKept(curve));
    this.isStale = distance === 'far';
    if (!this.isStale && !isNothing) this.redraw();
    this.showName(undefined);
  }

  /** Makes the plot the only one, or one of all again. */
  enlarge(isEnlarged: boolean): void {
    this.isEnlarged = isEnlarged;
    this.host.classList.toggle('is-enlarged', isEnlarged);
    this.showTools();
  }

  /** Builds the plot ahead of its first scene. */
  prepare(): void {
    if (this.plot === undefined) this.build();
  }

  /** Applies the colours of a scene's theme. */
  repaint(scene: Scene): void {
    this.scene = scene;
    this.legend.show(scene, (curve) => this.has(curve) || this.isKept(curve));
    if (this.plot !== undefined) this.build();
  }

  /** Names the values at an x, or the newest ones, and shows them beside the pointer of the plot that has it. */
  point(position: number | undefined): void {
    this.showName(position);
    const { plot } = this;
    const isPointed = this.canvasHost.matches(':hover') || document.activeElement === this.canvasHost;
    if (position === undefined || plot === undefined || !isPointed || this.canvasHost.hidden) this.tooltip.hide();
    else
      this.tooltip.show(
        this.scene,
        this.definition,
        position,
        this.canvasHost.offsetLeft + gutters.left + plot.valToPos(position, 'x'),
      );
  }

  /** Moves the crosshair to an x, as the pointer would. */
  moveCrosshair(position: number): void {
    const { plot } = this;
    if (plot === undefined || this.canvasHost.hidden) return;
    plot.setCursor({ left: plot.valToPos(position, 'x'), top: plot.over.clientHeight / 2 });
  }

  private get chart(): Chart {
    return { scene: this.scene, definition: this.definition, range: this.range };
  }

  /** Whether a run has a point of a curve. */
  private has(name: CurveName): boolean {
    return this.scene.runs.some(
      ({ lines, last }) => (lines.get(name)?.raw.length ?? 0) > 0 || last[name] !== undefined,
    );
  }

  /** Whether a curve keeps its place in the legend, since only a person's choice hides it. */
  private isKept(name: CurveName): boolean {
    return (
      this.scene.hidden.has(name) &&
      this.definition.curves.some((curve) => curve.name === name && curve.isExtra !== true)
    );
  }

  private build(): void {
    this.plot?.destroy();
    this.plot = new UPlot(this.describe(), this.data(), this.canvasHost);
    const { over } = this.plot;
    over.addEventListener('dblclick', this.actions.onReset);
    let pressed: number | undefined;
    over.addEventListener('pointerdown', ({ clientX }) => (pressed = clientX));
    over.addEventListener('click', (event) => {
      // The end of a drag is no press.
      if (pressed === undefined || Math.abs(event.clientX - pressed) < 4) this.press(event);
    });
  }

  private redraw(): void {
    if (this.plot === undefined) this.build();
    else this.plot.setData(this.data(), true);
    this.showTools();
  }

  /** Range of the scene, which uPlot is given in place of data: the curves differ in their x, so the draw hook draws them. */
  private data(): UPlot.AlignedData {
    this.range = axisRange(this.scene, this.definition);
    const { from, to } = this.scene.window;
    return [
      [from, to],
      [0, 1],
    ];
  }

  private describe(): UPlot.Options {
    return {
      ...this.measure(),
      legend: { show: false },
      padding: [gutters.top, gutters.right, gutters.bottom, gutters.left],
      cursor: { sync, y: false, drag: { x: true, y: false, setScale: false }, points: { show: false } },
      scales: {
        x: { time: false, range: () => [this.scene.window.from, this.scene.window.to] },
        y: { range: () => [0, 1] },
      },
      axes: [{ show: false }, { show: false }],
      hooks: {
        draw: [(plot) => drawChart(plot.ctx, plot.bbox, devicePixelRatio, this.chart)],
        setSelect: [(plot) => this.zoomTo(plot)],
        setCursor: [(plot) => this.pointTo(plot)],
      },
      series: [{}, { show: true, paths: () => null, points: { show: false } }],
    };
  }

  private zoomTo(plot: UPlot): void {
    if (plot.select.width < 4) return;
    const from = plot.posToVal(plot.select.left, 'x');
    const to = plot.posToVal(plot.select.left + plot.select.width, 'x');
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.actions.onZoom(from, to);
  }

  private pointTo(plot: UPlot): void {
    const left = plot.cursor.left ?? -1;
    this.actions.onPoint(left < 0 ? undefined : Math.max(0, plot.posToVal(left, 'x')));
  }

  /** Goes to the run whose curve lies below the pointer. */
  private press({ offsetX, offsetY }: MouseEvent): void {
    const { plot } = this;
    if (plot === undefined) return;
    const { clientWidth: width, clientHeight: height } = plot.over;
    const run = nearestRun(this.chart, { x: offsetX, y: offsetY }, { width, height });
    if (run !== undefined && run.slot > 0) this.actions.onRun(run.runId);
  }

  /** Names the chart for screen readers: its window, and its values at an x or the newest ones. */
  private showName(pointed: number | undefined): void {
    const { axisLabel, window, runs, hidden } = this.scene;
    const own = runs.find(({ slot }) => slot === 0);
    const shown = this.definition.curves.filter(({ name }) => !hidden.has(name) && this.has(name));
    const values = shown.map((curve) => {
      const value =
        own === undefined
          ? Number.NaN
          : pointed === undefined
            ? (own.last[curve.name] ?? Number.NaN)
            : valueAt(own, curve, pointed);
      return `${labelOf(curve, own === undefined ? [] : [own])} ${wordsOf(value, curve)}`;
    });
    const at = pointed === undefined ? 'latest values' : `values at ${axisLabel} ${this.round(pointed)}`;
    const label = `${this.definition.title} against ${axisLabel}, from ${this.round(window.from)} to ${this.round(window.to)}; ${at}: ${values.join(', ')}`;
    if (this.canvasHost.getAttribute('aria-label') !== label) this.canvasHost.setAttribute('aria-label', label);
  }

  private showTools(): void {
    this.tools.show({ isLog: this.range.isLog, isEnlarged: this.isEnlarged });
  }

  private round(value: number): string {
    const isWhole = this.scene.isWholeNumbers || Math.abs(value) >= 1000;
    return isWhole ? formatFixed(value, 0) : formatNumber(value);
  }

  private measure(): { width: number; height: number } {
    return { width: Math.max(this.canvasHost.clientWidth, 160), height: Math.max(this.canvasHost.clientHeight, 80) };
  }

  private resize(): void {
    const { plot } = this;
    if (plot === undefined || this.canvasHost.clientWidth === 0) return;
    const { width, height } = this.measure();
    if (width === plot.width && height === plot.height) return;
    plot.setSize({ width, height });
    this.redraw();
  }
}
