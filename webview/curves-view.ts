import type { Axis, CurveName } from '../src/curves';
import type { Picture } from '../src/editor/panel/curves/messages';
import type { RunCard } from '../src/editor/panel/messages';
import { setText, showWaiting, waitingText } from './card';
import { readChoices, type CurveChoices } from './curve-choices';
import { CurvePlot, type PlacedRun, type Scene } from './curve-plot';
import { CurveStore } from './curve-store';
import { CurveToolbar } from './curve-toolbar';
import { make } from './page';
import { keyAction } from './plot-keys';
import { plotList, wantedCurves } from './plot-list';
import { readCurveAnswer } from './receive-curves';
import { RunPicker } from './run-picker';
import { ValueTable } from './value-table';
import type { View, ViewHost } from './views';
import { Viewport } from './viewport';

const axisLabels: Readonly<Record<Axis, string>> = { step: 'step', epoch: 'epoch', time: 'second' };

/** The plots of the run and of those it is compared with: one question, a picture, and then only what grew. */
export class CurvesView implements View {
  readonly element = document.createElement('section');
  private readonly store = new CurveStore();
  private readonly viewport = new Viewport(() => this.onZoom());
  private readonly toolbar: CurveToolbar;
  private readonly picker: RunPicker;
  private readonly table: ValueTable;
  private readonly plots: readonly CurvePlot[];
  private choices: CurveChoices = readChoices(undefined);
  private run: RunCard | undefined;
  private isShown = false;
  private hasPicture = false;
  private asked = { number: 0, pixels: 1, isAnswered: true };
  private isAskAgain = false;
  private isDrawAsked = false;
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
    const details = make('details', 'value-details', curves);
    make('summary', '', details).textContent = 'Values';
    this.table = new ValueTable(details);
    make('p', 'keys', curves).textContent =
      'Drag to zoom, double-click to see everything. On a plot: ← → move the crosshair, + − zoom, Shift ← → pan, 0 resets.';
    host.pins.onChange(() => this.ask());
    new ResizeObserver(() => {
      if (this.widest() > this.asked.pixels) this.ask();
    }).observe(places);
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
    const answer = readCurveAnswer(value);
    if (answer.kind === 'runs') this.picker.offer(answer.runs);
    else if (answer.number === this.asked.number) {
      if (answer.kind === 'picture') this.showPicture(answer);
      else {
        this.store.grow(answer);
        // What is followed has reached the end of its window: a longer one has other columns.
        if (this.viewport.zoom === undefined && answer.last > this.store.window.to) this.ask();
      }
      this.askDraw();
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
  }

  /** Asks for what is in sight; while an answer is under way, once more after it. */
  private ask(): void {
    if (this.run === undefined || !this.isShown) return;
    this.isAskAgain = !this.asked.isAnswered;
    if (this.isAskAgain) return;
    const { zoom } = this.viewport;
    const { axis, smoothing, setsAside } = this.choices;
    const hidden = new Set(this.choices.hidden);
    this.asked = { number: this.asked.number + 1, pixels: this.widest(), isAnswered: false };
    this.host.ask({
      kind: 'show',
      ...{ number: this.asked.number, pixels: this.asked.pixels, axis, smoothing, setsAside },
      ...(zoom && { from: zoom.from, to: zoom.to }),
      pins: this.host.pins.list().map(({ runId }) => runId),
      plots: plotList.map((plot) => ({ name: plot.name, curves: wantedCurves(plot, hidden) })),
    });
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
    this.askDraw();
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
      this.table.show(this.scene(), at);
    });
  }

  /** Draws at most once a frame, however many messages come. */
  private askDraw(): void {
    if (this.isDrawAsked) return;
    this.isDrawAsked = true;
    requestAnimationFrame(() => {
      this.isDrawAsked = false;
      const scene = this.scene();
      for (const plot of this.plots) plot.draw(scene);
      this.toolbar.show(this.choices);
      this.picker.showDrawn(scene.runs, this.highlighted);
      if (this.pointed === undefined) this.table.show(scene, undefined);
      this.showFacts();
    });
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
      sides: this.store.sides,
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
    const { rows = 0, rowsInside = 0, badLines = 0, last = {} } = own ?? {};
    const read = (value: number | undefined, digits: number): string =>
      value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits);
    const count = (value: number): string => value.toLocaleString('en');
    const drawn = own?.lines.get('loss')?.raw.length ?? rowsInside;
    const words = rows === 1 ? '1 point' : `${count(rows)} points`;
    setText('points', drawn < rows ? `${count(drawn)} of ${words}` : words);
    setText('bad-lines', badLines === 0 ? '' : `${count(badLines)} lines of the log could not be read`);
    setText('last-loss', read(last.loss, 4));
    setText('last-temperature', read(last.temperature, 2));
    setText('last-accuracy', read(last.validationAccuracy, 4));
    const isReading = this.run === undefined || !this.hasPicture;
    const hasPoints = rows > 0 || this.store.held > 0;
    showWaiting(hasPoints ? '' : isReading || this.run === undefined ? 'Reading the run…' : waitingText(this.run));
  }
}

/** The newest values in words above the curves. */
function addNewest(curves: Element): void {
  const newest = make('div', 'newest', curves);
  for (const [id, label] of [
    ['points', ''],
    ['last-loss', 'loss'],
    ['last-temperature', 'T'],
    ['last-accuracy', 'validation accuracy'],
    ['bad-lines', ''],
  ] as const) {
    const item = make('span', '', newest);
    if (label !== '') item.append(`${label} `);
    make('output', id, item);
  }
}
