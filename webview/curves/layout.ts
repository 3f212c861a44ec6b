import { make } from '../page/page';
import { keyHelp, ValueTable } from './plot';
import { plotList } from './scene';

/** Elements of the view of curves. */
export interface CurvesLayout {
  readonly element: HTMLElement;
  /** Place of the toolbar and of the list of runs. */
  readonly bar: HTMLElement;
  /** Place of the legend of the drawn runs. */
  readonly compared: HTMLElement;
  readonly plots: HTMLElement;
  /** Section of the plots that few look at, and their place in it. */
  readonly folded: HTMLDetailsElement;
  readonly foldedPlots: HTMLElement;
  /** Section of the table of values. */
  readonly details: HTMLDetailsElement;
  readonly table: ValueTable;
}

/** Builds the view: the toolbar, messages, the plots, and below them the folded ones and the values. */
export function layOut(parent: HTMLElement): CurvesLayout {
  const element = make('div', 'curves', parent);
  const bar = make('div', 'toolbar', element);
  const compared = make('div', 'compared', element);
  make('p', 'bad-lines', element);
  make('p', 'teaching', element).setAttribute('role', 'status');
  make('p', 'waiting', element);
  const plots = make('div', 'plots', element, 'plots');
  const folded = addDetails(element, 'more-plots', foldedTitle());
  const foldedPlots = make('div', '', folded, 'plots');
  const details = addDetails(element, 'value-details', 'Values');
  const table = new ValueTable(details);
  const steps = make('output', 'steps', details.firstElementChild ?? details);
  steps.className = 'detail';
  make('p', 'keys', details).textContent = keyHelp;
  return { element, bar, compared, plots, folded, foldedPlots, details, table };
}

/** Adds a collapsed section below the plots. */
function addDetails(curves: Element, id: string, title: string): HTMLDetailsElement {
  const details = document.createElement('details');
  details.id = id;
  curves.append(details);
  make('summary', '', details).textContent = title;
  return details;
}

/** Title of the section of folded plots: `Learning rate, speed`. */
function foldedTitle(): string {
  const titles = plotList.filter(({ isFolded }) => isFolded).map(({ title }) => title);
  return titles.map((title, index) => (index === 0 ? title : title.toLowerCase())).join(', ');
}
