import './style.css';
import type { Axis, CurveName } from '../../src/curves';
import { parseCurveAnswer, type Picture, type RunCard } from '../../src/panel/messages';
import { copyChart } from './chart';
import { showCurveFacts } from './curve-facts';
import { CurveQuestions, type AskedCurves } from './curve-questions';
import {
  firstChoices,
  hasAxis,
  readChoices,
  toggled,
  usualAxis,
  type CurveChoices,
  CurveToolbar,
  RunPicker,
} from './choices';
import { CurvePlot, type PlotActions, keyAction } from './plot';
import { runsInSlots, type Scene, CurveStore, plotList, wantedCurves, type PlotDefinition, Viewport } from './scene';
import { onScroll } from './on-scroll';
import { readTheme } from '../drawing';
import { FrameTask } from '../page/frame-task';
import { make } from '../page/page';
import { layOut, type CurvesLayout } from './layout';
import type { View, ViewHost } from '../page/view';

/** Delay before the stored points are redrawn for a new question. Most answers arrive sooner, and then one redraw is enough. */
const maxWaitMs = 30;
const axisLabels: Readonly<Record<Axis, string>> = { step: 'step', epoch: 'epoch', time: 'seconds' };

/** View of the plots of the panel's run and the pinned ones. It sends a question and receives a picture, then only growth. */
export class CurvesView implements View {
  private readonly store = new CurveStore();
  private readonly viewport = new Viewport(() => this.onZoom());
  private readonly toolbar: CurveToolbar;
  private readonly picker: RunPicker;
  private readonly layout: CurvesLayout;
  private readonly plots: readonly CurvePlot[];
  /** Name of the plot that is shown alone. */
  private enlarged: string | undefined;
  private choices: CurveChoices = readChoices(undefined);
  /** Whether a person chose the axis; else it becomes that of epochs as soon as the run has told how many it has. */
  private isAxisChosen = false;
  private theme = readTheme();
  private run: RunCard | undefined;
  private isShown = false;
  private hasPicture = false;
  private readonly questions: CurveQuestions;
  private readonly drawing = new FrameTask(() => this.draw());
  private readonly pointing = new FrameTask(() => this.drawPointed());
  private redrawTimer: number | undefined;
  private pointed: number | undefined;
  private highlighted: string | undefined;

  constructor(private readonly host: ViewHost) {
    this.questions = new CurveQuestions((question) => host.send(question));
    this.layout = layOut(host.element);
    const { bar, compared, plots, folded, foldedPlots, details } = this.layout;
    this.picker = new RunPicker({ picker: bar, legend: compared }, host.pins, {
      onList: () => host.send({ kind: 'list' }),
      onHighlight: (runId) => {
        this.highlighted = runId;
        this.scheduleDraw();
      },
      onOpen: (runId) => host.openRun(runId),
    });
    this.toolbar = new CurveToolbar(bar, {
      onChoose: (choices) => {
        this.isAxisChosen ||= choices.axis !== undefined;
        this.choose(choices);
      },
      onResetZoom: () => this.viewport.reset(),
    });
    this.plots = plotList.map((plot) => this.addPlot(plot, plot.isFolded === true ? foldedPlots : plots));
    folded.addEventListener('toggle', () => this.sendQuestion());
    details.addEventListener('toggle', () => this.scheduleDraw());
    host.pins.onChange(() => this.sendQuestion());
    new ResizeObserver(() => {
      if (this.widest() > this.questions.pixels) this.sendQuestion();
      else this.showScrolled();
    }).observe(plots);
    onScroll(() => this.showScrolled());
  }

  show(): void {
    this.isShown = true;
    this.showFacts();
    if (this.run !== undefined) this.sendQuestion();
    this.repaintPlots();
  }

  hide(): void {
    this.isShown = false;
  }

  /** Shows a run. Zoom and settings belong to one run: they are restored for the same run and reset for another. */
  showRun(run: RunCard): void {
    const isNew = run.id !== this.run?.id;
    this.run = run;
    if (isNew) {
      const [saved, kept] = [this.host.saved(), this.host.kept()];
      this.isAxisChosen = hasAxis(saved) || hasAxis(kept);
      this.choices = readChoices(saved, readChoices(kept, { ...firstChoices, axis: usualAxis(run) }));
      this.viewport.restore(this.choices.zoom);
      this.store.clear();
      this.hasPicture = false;
      this.scheduleDraw();
      this.sendQuestion();
    } else if (!this.isAxisChosen && usualAxis(run) !== this.choices.axis) this.choose({ axis: usualAxis(run) });
    this.showFacts();
  }

  receive(value: unknown): void {
    const answer = parseCurveAnswer(value);
    if (answer.kind === 'runs') this.picker.offer(answer.runs);
    else if (this.questions.isLast(answer.number)) {
      if (answer.kind === 'picture') {
        this.showPicture(answer);
        // Drawn at once, because a person waits for it; scheduled, it would come one frame later.
        this.draw();
      } else {
        this.store.grow(answer);
        // The run has outgrown the window: a longer window has other pixel columns and needs a new picture.
        if (this.viewport.zoom === undefined && answer.last > this.store.window.to) this.sendQuestion();
        this.scheduleDraw();
      }
    }
  }

  repaint(): void {
    this.repaintPlots();
    this.scheduleDraw();
  }

  private addPlot(definition: PlotDefinition, places: HTMLElement): CurvePlot {
    const { name } = definition;
    const actions: PlotActions = {
      onToggle: (curve) => this.toggle(curve),
      onZoom: (from, to) => this.viewport.zoomTo(from, to),
      onReset: () => this.viewport.reset(),
      onPoint: (position) => this.point(position),
      onKey: (event) => this.press(event),
      onBadge: () => this.choose({ setsAside: false }),
      onLog: () => this.choose({ logs: toggled(this.choices.logs, name) }),
      onEnlarge: () => this.enlarge(this.enlarged === name ? undefined : name),
      onCopy: (chart, format) => void copyChart(chart, format),
      onRun: (runId) => this.host.openRun(runId),
    };
    return new CurvePlot(definition, make('section', `plot-${name}`, places), this.scene(), actions);
  }

  /** Shows a plot alone, or all of them. */
  private enlarge(name: string | undefined): void {
    this.enlarged = name;
    this.layout.element.classList.toggle('has-enlarged', name !== undefined);
    this.layout.folded.classList.toggle(
      'holds-enlarged',
      plotList.find((plot) => plot.name === name)?.isFolded === true,
    );
    for (const plot of this.plots) plot.enlarge(plot.name === name);
    this.sendQuestion();
    this.scheduleDraw();
  }

  private repaintPlots(): void {
    this.theme = readTheme();
    const scene = this.scene();
    for (const plot of this.plots) plot.repaint(scene);
  }

  private showPicture(picture: Picture): void {
    this.store.show(picture, this.questions.pixels);
    const isDue = this.questions.settle();
    this.hasPicture = true;
    if (this.viewport.zoom === undefined) this.viewport.reach(picture.from, picture.to);
    else this.viewport.reach(0, Math.max(picture.last, this.viewport.zoom.to));
    if (isDue) this.sendQuestion();
    clearTimeout(this.redrawTimer);
  }

  /** Sends a question for the visible plots; while one is unanswered, after its answer. */
  private sendQuestion(): void {
    if (this.run === undefined || !this.isShown) return;
    const isSent = this.questions.ask(() => this.wanted());
    // While the extension reads the log: the first picture then finds its plots there.
    if (isSent && !this.hasPicture)
      for (const plot of this.plots) if (this.questions.hasPlot(plot.name)) plot.prepare();
  }

  /** The visible plots with their curves, in the present window. */
  private wanted(): AskedCurves {
    const { zoom } = this.viewport;
    const { axis, smoothing, setsAside } = this.choices;
    const hidden = new Set(this.choices.hidden);
    const near = new Set(this.plots.filter((plot) => plot.isNear).map((plot) => plot.name));
    return {
      ...{ pixels: this.widest(), axis, smoothing, setsAside },
      ...(zoom && { from: zoom.from, to: zoom.to }),
      pins: this.host.pins.list().map(({ runId }) => runId),
      plots: plotList
        .filter(({ name }) => near.has(name))
        .map((plot) => ({ name: plot.name, curves: wantedCurves(plot, hidden) })),
    };
  }

  private showScrolled(): void {
    const near = this.plots.filter((plot) => plot.isNear);
    if (near.some(({ name }) => !this.questions.hasPlot(name))) this.sendQuestion();
    else if (near.some((plot) => plot.isStale)) this.scheduleDraw();
  }

  private widest(): number {
    return Math.min(16_384, Math.max(...this.plots.map((plot) => plot.width)));
  }

  private choose(choices: Partial<CurveChoices>): void {
    const isOtherAxis = choices.axis !== undefined && choices.axis !== this.choices.axis;
    this.choices = { ...this.choices, ...choices };
    if (isOtherAxis) {
      // An x of one axis has no meaning on another.
      this.viewport.restore(undefined);
      this.point(undefined);
    }
    if (choices.logs === undefined) this.sendQuestion();
    this.saveChoices();
  }

  private toggle(name: CurveName): void {
    const { hidden } = this.choices;
    this.choose({ hidden: toggled(hidden, name) });
  }

  private onZoom(): void {
    this.sendQuestion();
    this.saveChoices();
  }

  private saveChoices(): void {
    const { zoom } = this.viewport;
    const { axis, logs, smoothing, setsAside, hidden } = this.choices;
    const kept = { ...(this.isAxisChosen && { axis }), logs, smoothing, setsAside, hidden };
    this.choices = { ...kept, axis, ...(zoom && { zoom }) };
    // A zoom means nothing on another axis.
    this.host.save({ ...kept, ...(zoom && { axis, zoom }) });
    this.host.keep(kept);
    this.toolbar.show(this.choices);
    if (this.questions.isAnswered) this.scheduleDraw();
    else {
      clearTimeout(this.redrawTimer);
      this.redrawTimer = setTimeout(() => this.scheduleDraw(), maxWaitMs);
    }
  }

  private press(event: KeyboardEvent): void {
    const { from, to } = this.viewport.range();
    const action = keyAction(event, { from, to, pointed: this.pointed });
    if (action === undefined) return;
    event.preventDefault();
    if (event.key === 'Escape' && this.enlarged !== undefined) this.enlarge(undefined);
    else if (action.kind === 'reset') this.viewport.reset();
    else if (action.kind === 'pan') this.viewport.pan(action.share);
    else if (action.kind === 'zoom') this.viewport.zoomBy(action.factor, action.around);
    else (this.plots.find(({ hasFocus }) => hasFocus) ?? this.plots[0])?.moveCrosshair(action.position);
  }

  private point(position: number | undefined): void {
    this.pointed = position;
    this.pointing.schedule();
  }

  private drawPointed(): void {
    for (const plot of this.plots) plot.point(this.position);
    this.showTable(this.scene());
  }

  /** The x of the crosshair, a whole step where the axis has steps; undefined without one. */
  private get position(): number | undefined {
    return this.pointed !== undefined && this.choices.axis === 'step' ? Math.round(this.pointed) : this.pointed;
  }

  /** Schedules a redraw in the next frame, once however many messages arrive. */
  private scheduleDraw(): void {
    this.drawing.schedule();
  }

  private draw(): void {
    this.drawing.cancel();
    const scene = this.scene();
    const distances = this.plots.map((plot) => (plot.isNear ? 'near' : 'far'));
    this.plots.forEach((plot, index) => plot.draw(scene, distances[index] ?? 'near'));
    this.toolbar.show(this.choices);
    this.picker.showDrawn(scene);
    this.showTable(scene);
    this.showFacts();
  }

  /** Fills the table of values if it is open. */
  private showTable(scene: Scene): void {
    const { details, table } = this.layout;
    if (details.open) table.show(scene, this.position);
  }

  private scene(): Scene {
    const zoom = this.viewport.zoom;
    return {
      runs: runsInSlots(this.store.runs, this.host.pins.list()),
      window: zoom ?? this.store.window,
      isZoomed: zoom !== undefined,
      limits: this.store.limits,
      hidden: new Set(this.choices.hidden),
      logs: new Set(this.choices.logs),
      setsAside: this.choices.setsAside,
      // A teacher that trains has its own curve.
      references: this.store.runs[0]?.isTeacher === true ? [] : this.store.references,
      isWholeNumbers: this.choices.axis === 'step',
      highlighted: this.highlighted,
      axisLabel: axisLabels[this.choices.axis],
      theme: this.theme,
    };
  }

  private showFacts(): void {
    const { store, run, hasPicture } = this;
    showCurveFacts(store, { run, hasPicture });
  }
}
