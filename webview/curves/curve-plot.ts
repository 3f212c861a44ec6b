import UPlot from 'uplot';
import type { CurveName } from '../../src/curves';
import { linearTicks, logLabels, logRange, logTicks, tickLabels, valueRange } from '../../src/curves';
import {
  colourOf,
  dashes,
  drawDots,
  drawLine,
  drawMarks,
  drawUnplottable,
  fillBand,
  type Frame,
  type Pen,
  pointsInside,
} from '../drawing';
import { Legend } from './legend';
import { make } from '../page/page';
import { OutlierBadge } from './outlier-badge';
import type { PlotDefinition } from './plot-list';
import { extremesOf, type RunInSlot, type Scene } from './scene';
import { formatFixed, formatNumber } from '../../src/wording';

/** Right padding in CSS pixels: half the width of the last tick's label, `1,000,000`. */
const widestHalfLabel = 28;
const axisWidth = 60;
const nearPixels = 200;
const syncKey = 'run';
const wholeSteps = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();
const fewPoints = 60;
/** Filter of uPlot's sync: plots share the crosshair but not a drag, or each of them would zoom. */
const crosshairOnly = { pub: (type: string): boolean => type !== 'mousedown' && type !== 'mouseup' };

export interface PlotActions {
  readonly onToggle: (name: CurveName) => void;
  readonly onZoom: (from: number, to: number) => void;
  readonly onReset: () => void;
  /** Called with the x below the pointer, undefined when it leaves. */
  readonly onPoint: (position: number | undefined) => void;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onBadge: () => void;
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
  private pointed: number | undefined;
  private isDrawnLog = false;
  /** Range of the value axis as drawn. */
  private drawn: { from: number; to: number } = { from: 0, to: 1 };

  constructor(
    private readonly definition: PlotDefinition,
    private readonly host: HTMLElement,
    private scene: Scene,
    private readonly actions: PlotActions,
  ) {
    const head = make('div', '', host, 'plot-head');
    make('h2', '', head).textContent = definition.title;
    this.legend = new Legend(make('div', '', head, 'legend'), definition.curves, actions.onToggle);
    this.badge = new OutlierBadge(head, actions.onBadge);
    this.canvasHost = make('div', '', host, 'canvas');
    this.canvasHost.setAttribute('role', 'img');
    this.canvasHost.tabIndex = 0;
    this.canvasHost.addEventListener('keydown', actions.onKey);
    this.empty = make('p', '', host, 'plot-empty');
    this.empty.textContent = definition.emptyText ?? '';
    this.legend.paint(scene.theme);
    new ResizeObserver(() => this.resize()).observe(this.canvasHost);
  }

  get name(): string {
    return this.definition.name;
  }

  /** Whether the plot is in the viewport or close to it. A plot without points has no size and counts by its position. */
  get isNear(): boolean {
    const { top, bottom } = this.host.getBoundingClientRect();
    return bottom > -nearPixels && top < innerHeight + nearPixels;
  }

  /** Width of the plotting area in device pixels, also while it has no points. */
  get width(): number {
    return Math.max(1, Math.round((this.host.clientWidth - axisWidth - widestHalfLabel) * devicePixelRatio));
  }

  /** Draws a scene if the plot is near. The caller measures all distances first: measuring after drawing forces a layout for each plot. */
  draw(scene: Scene, distance: 'near' | 'far'): void {
    this.scene = scene;
    const has = (name: CurveName): boolean =>
      scene.runs.some(({ lines, last }) => lines.has(name) || last[name] !== undefined);
    const isEmpty = !this.definition.curves.some(({ name }) => has(name) || scene.hidden.has(name));
    const hasPoint = this.definition.curves.some(({ name }) =>
      scene.runs.some(({ lines, last }) => (lines.get(name)?.raw.length ?? 0) > 0 || last[name] !== undefined),
    );
    const isNothing = isEmpty || (!hasPoint && !this.definition.curves.some(({ name }) => scene.hidden.has(name)));
    this.host.hidden = isNothing && this.definition.emptyText === undefined;
    this.canvasHost.hidden = isNothing;
    this.empty.hidden = !isNothing;
    this.badge.show(scene.limits.get(this.definition.name));
    if (this.host.hidden) return;
    this.showValues();
    this.isStale = distance === 'far';
    if (!this.isStale && !isNothing) this.redraw();
  }

  /** Builds the plot ahead of its first scene. */
  prepare(): void {
    if (this.plot === undefined) this.build();
  }

  /** Applies the colours of a scene's theme. */
  repaint(scene: Scene): void {
    this.scene = scene;
    this.legend.paint(scene.theme);
    if (this.plot !== undefined) this.build();
    this.showValues();
  }

  /** Writes the values at an x into the legend, or the newest ones. */
  point(position: number | undefined): void {
    this.pointed = position;
    this.showValues();
  }

  /** Moves the crosshair to an x, as the pointer would. */
  moveCrosshair(position: number): void {
    const { plot } = this;
    if (plot === undefined || this.canvasHost.hidden) return;
    plot.setCursor({ left: plot.valToPos(position, 'x'), top: plot.over.clientHeight / 2 });
  }

  private get isLog(): boolean {
    return (
      this.scene.isLog &&
      this.definition.values.max === undefined &&
      extremesOf(this.scene, this.definition, 'positive values')[1] > 0
    );
  }

  private build(): void {
    this.plot?.destroy();
    this.range();
    this.plot = new UPlot(this.describe(), this.data(), this.canvasHost);
    this.plot.over.addEventListener('dblclick', this.actions.onReset);
  }

  private redraw(): void {
    if (this.plot === undefined) {
      this.build();
      return;
    }
    this.range();
    this.plot.setData(this.data(), true);
  }

  private data(): UPlot.AlignedData {
    const { from, to } = this.scene.window;
    // uPlot draws the axes, the crosshair and the selection. The curves differ in their x, so the draw hook draws them.
    return [[from, to], this.span()];
  }

  /** Range of uPlot's value scale: logarithms for a log axis, so that switching needs no new plot. */
  private span(): [number, number] {
    const { from, to } = this.drawn;
    return this.isDrawnLog ? [Math.log10(from), Math.log10(to)] : [from, to];
  }

  private describe(): UPlot.Options {
    const { theme } = this.scene;
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
      cursor: {
        sync: { key: syncKey, filters: crosshairOnly },
        drag: { x: true, y: false, setScale: false },
        points: { show: false },
      },
      scales: {
        x: { time: false, range: () => [this.scene.window.from, this.scene.window.to] },
        y: { range: () => this.span() },
      },
      axes: [
        { ...axis, size: 28, gap: 4, space: 70, ...(this.scene.isWholeNumbers && { incrs: wholeSteps }) },
        { ...axis, size: axisWidth, gap: 4, space: 26, ...this.valueTicks() },
      ],
      hooks: {
        draw: [(plot) => this.drawCurves(plot)],
        setSelect: [(plot) => this.zoomTo(plot)],
        setCursor: [(plot) => this.pointTo(plot)],
      },
      series: [{}, { show: true, paths: () => null, points: { show: false } }],
    };
  }

  /** Ticks of the value axis and their labels, which are values on a log axis too. */
  private valueTicks(): Pick<UPlot.Axis, 'splits' | 'values'> {
    return {
      splits: (_plot, _axis, from, to, increment) =>
        this.isDrawnLog ? logTicks(10 ** from, 10 ** to).map(Math.log10) : linearTicks(from, to, increment),
      values: (_plot, ticks, _axis, _space, increment) =>
        this.isDrawnLog ? logLabels(ticks.map((tick) => 10 ** tick)) : tickLabels(ticks, increment),
    };
  }

  private range(): void {
    this.isDrawnLog = this.isLog;
    const [min, max] = extremesOf(this.scene, this.definition, this.isDrawnLog ? 'positive values' : 'all values');
    const [from, to] = this.isDrawnLog ? logRange(min, max) : valueRange(min, max, this.definition.values);
    this.drawn = { from, to };
  }

  private drawCurves(plot: UPlot): void {
    const { left, top, width, height } = plot.bbox;
    const frame: Frame = {
      context: plot.ctx,
      ...{ left, top, width, height, pixelRatio: devicePixelRatio },
      x: this.scene.window,
      y: { ...this.drawn, isLog: this.isDrawnLog },
    };
    plot.ctx.save();
    plot.ctx.beginPath();
    plot.ctx.rect(left, top, width, height);
    plot.ctx.clip();
    const own = this.scene.runs.find(({ slot }) => slot === 0);
    if (own !== undefined) drawMarks(frame, own.marks, this.scene.theme);
    // The panel's own run is drawn last, on top of the pinned ones.
    for (const run of [...this.scene.runs].sort((one, other) => other.slot - one.slot)) this.drawRun(frame, run);
    plot.ctx.restore();
  }

  private drawRun(frame: Frame, { lines, slot, runId }: RunInSlot): void {
    const { highlighted, hidden, runs, theme } = this.scene;
    const faint = highlighted !== undefined && highlighted !== runId ? 0.2 : 1;
    const isCompared = runs.length > 1;
    for (const [index, { name }] of this.definition.curves.entries()) {
      const line = lines.get(name);
      if (line === undefined || hidden.has(name)) continue;
      const colour = isCompared ? colourOf(theme, slot) : (theme.series[index] ?? theme.foreground);
      const pen: Pen = { colour, dash: dashes[index] ?? [], width: 1.5, opacity: faint };
      const raw = pointsInside(frame, line.raw.view());
      if (index === 0) this.drawBand(frame, lines, colour);
      if (line.smooth === undefined) drawLine(frame, raw, pen);
      else {
        drawLine(frame, raw, { ...pen, dash: [], width: 1, opacity: 0.25 * faint });
        drawLine(frame, pointsInside(frame, line.smooth.view()), { ...pen, width: 1.8 });
      }
      if (raw.x.length <= fewPoints) drawDots(frame, raw, pen);
      if (faint === 1) drawUnplottable(frame, raw, colour);
    }
  }

  private drawBand(frame: Frame, lines: RunInSlot['lines'], colour: string): void {
    const [low, high] = (this.definition.band ?? []).map((name) => lines.get(name)?.raw.view());
    if (low === undefined || high === undefined) return;
    fillBand(frame, pointsInside(frame, low), pointsInside(frame, high), colour);
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

  private showValues(): void {
    const own = this.scene.runs.find(({ slot }) => slot === 0);
    const { pointed } = this;
    const words = this.legend.show(
      (name) =>
        pointed === undefined ? (own?.last[name] ?? Number.NaN) : (own?.lines.get(name)?.raw.at(pointed) ?? Number.NaN),
      this.scene.hidden,
      (name) => this.scene.hidden.has(name) || own?.last[name] !== undefined || own?.lines.has(name) === true,
    );
    const { axisLabel, window } = this.scene;
    const { from, to } = window;
    const at = pointed === undefined ? 'latest values' : `values at ${axisLabel} ${this.round(pointed)}`;
    const label = `${this.definition.title} against ${axisLabel}, from ${this.round(from)} to ${this.round(to)}; ${at}: ${words}`;
    this.canvasHost.setAttribute('aria-label', label);
  }

  private round(value: number): string {
    const isWhole = this.scene.isWholeNumbers || Math.abs(value) >= 1000;
    return isWhole ? formatFixed(value, 0) : formatNumber(value);
  }

  private size(): { width: number; height: number } {
    return { width: Math.max(this.canvasHost.clientWidth, 120), height: Math.max(this.canvasHost.clientHeight, 80) };
  }

  private resize(): void {
    const { plot } = this;
    if (plot === undefined || this.canvasHost.clientWidth === 0) return;
    const { width, height } = this.size();
    if (width === plot.width && height === plot.height) return;
    plot.setSize({ width, height });
    this.redraw();
  }
}
