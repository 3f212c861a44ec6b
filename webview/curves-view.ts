import { curveNames, type Columns, type CurveName, type RunCard } from '../src/editor/panel/messages';
import { setText, showWaiting, waitingText } from './card';
import { makeButton } from './controls';
import { make } from './page';
import { Plots } from './plots';
import type { View, ViewHost } from './views';

/** The plots of the run and the newest values in words above them. */
export class CurvesView implements View {
  readonly element = document.createElement('section');
  private readonly plots: Plots;
  private readonly plotButtons: HTMLElement;
  private run: RunCard | undefined;

  constructor(private readonly host: ViewHost) {
    const curves = make('div', 'curves', this.element);
    this.plotButtons = addNewest(curves);
    make('p', 'waiting', curves);
    const places = make('div', 'plots', curves);
    const place = (name: string): HTMLElement => make('section', `plot-${name}`, places);
    const hosts = { loss: place('loss'), temperature: place('temperature'), accuracy: place('accuracy') };
    this.plots = new Plots(
      hosts,
      () => this.showNewest(),
      () => this.keep(),
    );
    this.plotButtons.append(makeButton('reset-zoom', 'Reset zoom', () => this.plots.viewport.reset()));
  }

  show(): void {
    this.plots.repaint();
  }

  hide(): void {
    // Nothing is asked for yet: what the log gains comes by itself.
  }

  /** The zoom and the hidden curves belong to one run: the same run gets them back, another one starts without. */
  showRun(run: RunCard): void {
    const isNew = run.id !== this.run?.id;
    this.run = run;
    if (isNew) this.restore();
    this.showNewest();
  }

  receive(): void {
    // No answers yet.
  }

  clear(): void {
    this.plots.clear();
  }

  append(columns: Readonly<Partial<Record<CurveName, Columns>>>): void {
    this.plots.append(columns);
  }

  repaint(): void {
    this.plots.repaint();
  }

  private restore(): void {
    const { zoom, hidden } = readKept(this.host.kept());
    this.plots.hidden.clear();
    for (const name of hidden) this.plots.hidden.add(name);
    if (zoom !== undefined) this.plots.viewport.zoomTo(zoom.from, zoom.to);
    else this.plots.viewport.reset();
    this.plots.repaint();
  }

  private keep(): void {
    const { zoom } = this.plots.viewport;
    this.host.keep({ hidden: [...this.plots.hidden], ...(zoom && { zoom }) });
  }

  private showNewest(): void {
    const read = (value: number | undefined, digits: number): string =>
      value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits);
    const { count, curves, viewport } = this.plots;
    setText('points', count === 1 ? '1 point' : `${count.toLocaleString('en')} points`);
    setText('last-loss', read(curves.get('loss')?.last, 4));
    setText('last-temperature', read(curves.get('temperature')?.last, 2));
    setText('last-accuracy', read(curves.get('validationAccuracy')?.last, 4));
    this.plotButtons.hidden = viewport.zoom === undefined;
    showWaiting(count > 0 ? '' : this.run === undefined ? 'Reading the run…' : waitingText(this.run));
  }
}

/** An impossible zoom and unknown curves are left out. */
function readKept(value: unknown): { zoom?: { from: number; to: number }; hidden: CurveName[] } {
  const { zoom, hidden } = (value ?? {}) as { zoom?: unknown; hidden?: unknown };
  const { from, to } = (zoom ?? {}) as { from?: unknown; to?: unknown };
  const isZoom = typeof from === 'number' && typeof to === 'number' && from < to && Number.isFinite(to - from);
  return {
    ...(isZoom && { zoom: { from, to } }),
    hidden: Array.isArray(hidden) ? curveNames.filter((name) => hidden.includes(name)) : [],
  };
}

/** The newest values in words above the curves, and the place for what acts on all plots. */
function addNewest(curves: Element): HTMLElement {
  const newest = make('div', 'newest', curves);
  for (const [id, label] of [
    ['points', ''],
    ['last-loss', 'loss'],
    ['last-temperature', 'T'],
    ['last-accuracy', 'validation accuracy'],
  ] as const) {
    const item = make('span', '', newest);
    if (label !== '') item.append(`${label} `);
    make('output', id, item);
  }
  return make('div', 'plot-buttons', newest);
}
