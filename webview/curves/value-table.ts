import type { CurveName } from '../../src/curves';
import type { RunInSlot, Scene } from './scene';
import { make } from '../page/page';
import { plotList } from './plot-list';
import { formatNumber } from '../../src/wording';

/** Table of the values of all runs and visible curves at the crosshair, or the newest ones. */
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

  show({ runs, hidden, axisLabel }: Scene, position: number | undefined): void {
    const curves = plotList
      .flatMap((plot) => plot.curves.map((curve) => ({ ...curve, title: plot.title })))
      .filter(({ name }) => !hidden.has(name) && runs.some((run) => run.last[name] !== undefined));
    this.caption.textContent =
      position === undefined ? 'Newest values' : `Values at ${axisLabel} ${formatNumber(position, 6)}`;
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
        row.append(first, ...runs.map((run) => cell('td', words(valueOf(run, name, position), format))));
        return row;
      }),
    );
  }
}

function valueOf({ last, lines }: RunInSlot, name: CurveName, position: number | undefined): number {
  return (position === undefined ? last[name] : lines.get(name)?.raw.at(position)) ?? Number.NaN;
}

function words(value: number, format: (value: number) => string): string {
  return Number.isFinite(value) ? format(value) : Number.isNaN(value) ? '–' : value > 0 ? '∞' : '−∞';
}

function cell(tag: string, text: string): HTMLElement {
  const node = document.createElement(tag);
  node.textContent = text;
  return node;
}
