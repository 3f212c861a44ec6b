import type { Axis, CurveName } from '../../src/curves';
import { parseCurveAnswer, type Picture, type RunCard } from '../../src/panel/messages';
import { showWaiting, waitingText } from '../page/card';
import { readChoices, type CurveChoices } from './curve-choices';
import { CurvePlot } from './curve-plot';
import type { PlacedRun, Scene } from './scene';
import { CurveStore } from './curve-store';
import { CurveToolbar } from './curve-toolbar';
import { addNewest, showNewest } from './newest';
import { make } from '../page/page';
import { keyAction } from './plot-keys';
import { plotList, wantedCurves } from './plot-list';
import { RunPicker } from './run-picker';
import { ValueTable } from './value-table';
import type { View, ViewHost } from '../page/view';
import { Viewport } from './viewport';

/** So long an answer is waited for before what is held is drawn: most come sooner, and then one redraw is enough. */
const patienceMs = 30;

const axisLabels: Readonly<Record<Axis, string>> = { step: 'step', epoch: 'epoch', time: 'second' };

/** The question that was asked last. */
interface Asked {
  readonly number: number;
  readonly pixels: number;
  isAnswered: boolean;
  readonly plots: ReadonlySet<string>;
}

/** The plots of the run and of those it is compared with: one question, a picture, and then only what grew. */
export class CurvesView implements View {
  readonly element = document.createElement('section');
  private readonly store = new CurveStore();
  private readonly viewport = new Viewport(() => this.onZoom());
  private readonly toolbar: CurveToolbar;
  private readonly picker: RunPicker;
  private readonly table: ValueTable;
  private readonly details: HTMLDetailsElement;
  private readonly plots: readonly CurvePlot[];
  private choices: CurveChoices = readChoices(undefined);
  private run: RunCard | undefined;
  private isShown = false;
  private hasPicture = false;
  private asked: Asked = { number: 0, pixels: 1, isAnswered: true, plots: new Set() };
  private isAskAgain = false;
  private isDrawAsked = false;
  private patience: number | undefined;
  private isPointAsked = false;
  private pointed: number | undefined;
  private highlighted: string | undefined;

  constructor(private readonly host: ViewHost) {
    const curves = make('div', 'curves', this.element);
    addNewest(curves);
    this.toolbar = new CurveToolbar(make('div', 'toolbar', curves), {
      onChoose: (choices) => this.choose(choices),
      onResetZoom: () => this.viewport.reset(),
    });
    this.picker = new RunPicker(
      make('div', 'compared', curves),
      host.pins,
      () => host.ask({ kind: 'list' }),
      (runId) => {
        this.highlighted = runId;
        this.askDraw();
      },
    );
    make('p', 'waiting', curves);
    const places = make('div', 'plots', curves);
    this.plots = plotList.map(
      (definition) =>
        new CurvePlot(definition, make('section', `plot-${definition.name}`, places), this.scene(), {
          onToggle: (name) => this.toggle(name),
          onZoom: (from, to) => this.viewport.zoomTo(from, to),
          onReset: () => this.viewport.reset(),
          onPoint: (place) => this.point(place),
          onKey: (event) => this.press(event),
          onBadge: () => this.choose({ setsAside: false }),
        }),
    );
    this.details = addDetails(curves);
    this.details.addEventListener('toggle', () => this.askDraw());
    this.table = new ValueTable(this.details);
    make('p', 'keys', curves).textContent =
      'Drag to zoom, double-click to see everything. On a plot: ← → move the crosshair, + − zoom, Shift ← → pan, 0 resets.';
    host.pins.onChange(() => this.ask());
    new ResizeObserver(() => {
      if (this.widest() > this.asked.pixels) this.ask();
    }).observe(places);
    onScroll(() => this.showScrolled());
  }

  show(): void {
    this.isShown = true;
    this.showFacts();
    if (this.run !== undefined) this.ask();
    for (const plot of this.plots) plot.repaint();
  }

  hide(): void {
    this.isShown = false;
  }

  /** The zoom and the choices belong to one run: the same run gets them back, another one starts without. */
  showRun(run: RunCard): void {
    const isNew = run.id !== this.run?.id;
    this.run = run;
    if (isNew) {
      this.choices = readChoices(this.host.kept());
      this.viewport.restore(this.choices.zoom);
      this.store.clear();
      this.hasPicture = false;
      this.askDraw();
      this.ask();
    }
    this.showFacts();
  }

  receive(value: unknown): void {
    const answer = parseCurveAnswer(value);
    if (answer.kind === 'runs') this.picker.offer(answer.runs);
    else if (answer.number === this.asked.number) {
      if (answer.kind === 'picture') {
        this.showPicture(answer);
        // Somebody waits for it: it is drawn for the next frame, not in it.
        this.draw();
      } else {
        this.store.grow(answer);
        // What is followed has reached the end of its window: a longer one has other columns.
        if (this.viewport.zoom === undefined && answer.last > this.store.window.to) this.ask();
        this.askDraw();
      }
    }
  }

  repaint(): void {
    for (const plot of this.plots) plot.repaint();
    this.askDraw();
  }

  private showPicture(picture: Picture): void {
    this.store.show(picture, this.asked.pixels);
    this.asked.isAnswered = true;
    this.hasPicture = true;
    if (this.viewport.zoom === undefined) this.viewport.reach(picture.from, picture.to);
    else this.viewport.reach(0, Math.max(picture.last, this.viewport.zoom.to));
    if (this.isAskAgain) this.ask();
    clearTimeout(this.patience);
  }

  /** Asks for what is in sight; while an answer is under way, once more after it. */
  private ask(): void {
    if (this.run === undefined || !this.isShown) return;
    this.isAskAgain = !this.asked.isAnswered;
    if (this.isAskAgain) return;
    const { zoom } = this.viewport;
    const { axis, smoothing, setsAside } = this.choices;
    const hidden = new Set(this.choices.hidden);
    const near = this.plots.filter((plot) => plot.isNear).map((plot) => plot.name);
    this.asked = {
      ...{ number: this.asked.number + 1, pixels: this.widest(), isAnswered: false },
      plots: new Set(near),
    };
    this.host.ask({
      kind: 'show',
      ...{ number: this.asked.number, pixels: this.asked.pixels, axis, smoothing, setsAside },
      ...(zoom && { from: zoom.from, to: zoom.to }),
      pins: this.host.pins.list().map(({ runId }) => runId),
      plots: plotList
        .filter(({ name }) => this.asked.plots.has(name))
        .map((plot) => ({ name: plot.name, curves: wantedCurves(plot, hidden) })),
    });
  }

  private showScrolled(): void {
    const near = this.plots.filter((plot) => plot.isNear);
    if (near.some(({ name }) => !this.asked.plots.has(name))) this.ask();
    else if (near.some((plot) => plot.isStale)) this.askDraw();
  }

  private widest(): number {
    return Math.min(16_384, Math.max(...this.plots.map((plot) => plot.width)));
  }

  private choose(choices: Partial<CurveChoices>): void {
    const isOtherAxis = choices.axis !== undefined && choices.axis !== this.choices.axis;
    this.choices = { ...this.choices, ...choices };
    if (isOtherAxis) {
      // Places on one axis mean nothing on another.
      this.viewport.restore(undefined);
      this.point(undefined);
    }
    if (choices.isLog === undefined) this.ask();
    this.keep();
  }

  private toggle(name: CurveName): void {
    const { hidden } = this.choices;
    this.choose({ hidden: hidden.includes(name) ? hidden.filter((one) => one !== name) : [...hidden, name] });
  }

  private onZoom(): void {
    this.ask();
    this.keep();
  }

  private keep(): void {
    const { zoom } = this.viewport;
    const { axis, isLog, smoothing, setsAside, hidden } = this.choices;
    this.choices = { axis, isLog, smoothing, setsAside, hidden, ...(zoom && { zoom }) };
    this.host.keep(this.choices);
    this.toolbar.show(this.choices);
    if (this.asked.isAnswered) this.askDraw();
    else {
      clearTimeout(this.patience);
      this.patience = setTimeout(() => this.askDraw(), patienceMs);
    }
  }

  private press(event: KeyboardEvent): void {
    const { from, to } = this.viewport.range();
    const action = keyAction(event, { from, to, pointed: this.pointed });
    if (action === undefined) return;
    event.preventDefault();
    if (action.kind === 'reset') this.viewport.reset();
    else if (action.kind === 'pan') this.viewport.pan(action.share);
    else if (action.kind === 'zoom') this.viewport.zoomBy(action.factor, action.around);
    else this.plots[0]?.putCursor(action.place);
  }

  private point(place: number | undefined): void {
    this.pointed = place;
    if (this.isPointAsked) return;
    this.isPointAsked = true;
    requestAnimationFrame(() => {
      this.isPointAsked = false;
      const at = this.pointed !== undefined && this.choices.axis === 'step' ? Math.round(this.pointed) : this.pointed;
      for (const plot of this.plots) plot.point(at);
      this.showTable(this.scene(), at);
    });
  }

  /** Draws at most once a frame, however many messages come. */
  private askDraw(): void {
    if (this.isDrawAsked) return;
    this.isDrawAsked = true;
    requestAnimationFrame(() => {
      if (this.isDrawAsked) this.draw();
    });
  }

  private draw(): void {
    this.isDrawAsked = false;
    const scene = this.scene();
    const places = this.plots.map((plot) => (plot.isNear ? 'near' : 'far'));
    this.plots.forEach((plot, index) => plot.draw(scene, places[index] ?? 'near'));
    this.toolbar.show(this.choices);
    this.picker.showDrawn(scene.runs, this.highlighted);
    if (this.pointed === undefined) this.showTable(scene, undefined);
    this.showFacts();
  }

  /** A table that is folded away costs nothing. */
  private showTable(scene: Scene, place: number | undefined): void {
    if (this.details.open) this.table.show(scene, place);
  }

  private scene(): Scene {
    const places = new Map(this.host.pins.list().map(({ runId, place }) => [runId, place]));
    const runs = this.store.runs.flatMap((run, index): PlacedRun[] => {
      const place = index === 0 ? 0 : places.get(run.runId);
      return place === undefined ? [] : [{ ...run, place }];
    });
    const zoom = this.viewport.zoom;
    return {
      runs,
      window: zoom ?? this.store.window,
      limits: this.store.limits,
      hidden: new Set(this.choices.hidden),
      isLog: this.choices.isLog,
      isWholeNumbers: this.choices.axis === 'step',
      highlighted: this.highlighted,
      axisLabel: axisLabels[this.choices.axis],
    };
  }

  /** The newest values in words, and how many of the points are drawn. */
  private showFacts(): void {
    const [own] = this.store.runs;
    showNewest(own);
    const isReading = this.run === undefined || !this.hasPicture;
    const hasPoints = (own?.rows ?? 0) > 0 || this.store.held > 0;
    showWaiting(hasPoints ? '' : isReading || this.run === undefined ? 'Reading the run…' : waitingText(this.run));
  }
}

/** Calls back, once a frame at most, when something was scrolled. */
function onScroll(callback: () => void): void {
  let isAsked = false;
  const ask = (): void => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      callback();
    });
  };
  window.addEventListener('scroll', ask, { capture: true, passive: true });
}

/** What is folded away below the plots. */
function addDetails(curves: Element): HTMLDetailsElement {
  const details = document.createElement('details');
  details.id = 'value-details';
  curves.append(details);
  make('summary', '', details).textContent = 'Values';
  return details;
}
