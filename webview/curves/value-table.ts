import type { CurveName } from '../../src/curves';
import type { PlacedRun, Scene } from './scene';
import { make } from '../page/page';
import { plotList } from './plot-list';
import { formatNumber } from '../../src/wording';

/** The values of all runs and shown curves at the crosshair, or the newest ones. */
export class ValueTable {
  private readonly caption: HTMLElement;
  private readonly head: HTMLElement;
  private readonly body: HTMLElement;

  constructor(host: HTMLElement) {
    const table = make('table', 'values', host);
    this.caption = make('caption', '', table);
    this.head = make('tr', '', make('thead', '', table));
    this.body = make('tbody', '', table);
  }

  show({ runs, hidden, axisLabel }: Scene, place: number | undefined): void {
    const curves = plotList
      .flatMap((plot) => plot.curves.map((curve) => ({ ...curve, title: plot.title })))
      .filter(({ name }) => !hidden.has(name) && runs.some((run) => run.last[name] !== undefined));
    this.caption.textContent =
      place === undefined ? 'Newest values' : `Values at ${axisLabel} ${formatNumber(place, 6)}`;
    const names = runs.length > 1 ? runs : [];
    this.head.replaceChildren(
      cell('th', 'Curve'),
      ...(names.length > 0 ? names : runs).map((run) => cell('th', names.length > 0 ? run.name : 'Value')),
    );
    this.body.replaceChildren(
      ...curves.map(({ name, title, label, format }) => {
        const row = document.createElement('tr');
        const first = cell('th', `${title}: ${label}`);
        first.setAttribute('scope', 'row');
        row.append(first, ...runs.map((run) => cell('td', words(valueOf(run, name, place), format))));
        return row;
      }),
    );
  }
}

function valueOf({ last, lines }: PlacedRun, name: CurveName, place: number | undefined): number {
  return (place === undefined ? last[name] : lines.get(name)?.raw.at(place)) ?? Number.NaN;
}

function words(value: number, format: (value: number) => string): string {
  return Number.isFinite(value) ? format(value) : Number.isNaN(value) ? '–' : value > 0 ? '∞' : '−∞';
}

function cell(tag: string, text: string): HTMLElement {
  const node = document.createElement(tag);
  node.textContent = text;
  return node;
}
