import { make } from '../../page/page';
import { labelOf, plotList, type RunInSlot, type Scene } from '../scene';
import { valueAt, wordsOf, wordsOfPosition } from './tooltip';

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
      position === undefined ? 'Newest values' : `Values at ${axisLabel} ${wordsOfPosition(position)}`;
    const names = runs.length > 1 ? runs : [];
    this.head.replaceChildren(
      cell('th', 'Curve'),
      ...(names.length > 0 ? names : runs).map((run) => cell('th', names.length > 0 ? run.name : 'Value')),
    );
    const valueOf = (run: RunInSlot, curve: (typeof curves)[number]): number =>
      position === undefined ? (run.last[curve.name] ?? Number.NaN) : valueAt(run, curve, position);
    this.body.replaceChildren(
      ...curves.map((curve) => {
        const row = document.createElement('tr');
        const first = cell('th', `${curve.title}: ${labelOf(curve, runs)}`);
        first.setAttribute('scope', 'row');
        row.append(first, ...runs.map((run) => cell('td', wordsOf(valueOf(run, curve), curve))));
        return row;
      }),
    );
  }
}

function cell(tag: string, text: string): HTMLElement {
  const node = document.createElement(tag);
  node.textContent = text;
  return node;
}
