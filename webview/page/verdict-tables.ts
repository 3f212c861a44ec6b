import './verdict-tables.css';
import type { VerdictTables } from '../../src/panel/messages';
import { make } from './page';

const resultColumns = [
  { name: 'label', heading: 'result' },
  { name: 'teacher', heading: 'teacher' },
  { name: 'control', heading: 'control' },
  { name: 'distilled', heading: 'distilled' },
  { name: 'difference', heading: 'difference' },
  { name: 'interval', heading: '95 % interval' },
  { name: 'better', heading: 'better' },
] as const;
const pairColumns = [
  { name: 'seed', heading: 'seed' },
  { name: 'teacher', heading: 'teacher' },
  { name: 'control', heading: 'control' },
  { name: 'distilled', heading: 'distilled' },
  { name: 'difference', heading: 'difference' },
] as const;

/** Tables below a verdict: results over all pairs, the one that decides first, and, folded, the test errors of each pair. */
export class VerdictTablesView {
  private readonly place: HTMLElement;
  private shown = '';

  constructor(parent: Element) {
    this.place = make('div', '', parent, 'verdict-tables');
  }

  /** Shows tables; none where there is no pair. A table that has not changed stays, and with it its selection and its fold. */
  show(tables: Pick<VerdictTables, 'results' | 'pairs'> | undefined): void {
    const text = JSON.stringify(tables ?? null);
    if (text === this.shown) return;
    this.shown = text;
    const parts = tables === undefined || tables.pairs.length === 0 ? [] : [resultsOf(tables), pairsOf(tables)];
    this.place.replaceChildren(...parts);
    this.place.hidden = parts.length === 0;
  }
}

function resultsOf({ results }: Pick<VerdictTables, 'results'>): HTMLElement {
  const hasTeacher = results.some(({ teacher }) => teacher !== '');
  const shown = resultColumns.filter(({ name }) => name !== 'teacher' || hasTeacher);
  const { box, table } = tableOf(shown);
  box.setAttribute('aria-label', 'Results against the control');
  const body = table.createTBody();
  for (const result of results) {
    const row = body.insertRow();
    if (result.isDeciding) row.className = 'deciding';
    for (const { name } of shown) addCell(row, name, result[name]);
  }
  return box;
}

function pairsOf({ pairs }: Pick<VerdictTables, 'pairs'>): HTMLElement {
  const fold = document.createElement('details');
  const summary = document.createElement('summary');
  summary.textContent = 'Test errors of each pair';
  fold.append(summary);
  const shown = pairColumns.filter(({ name }) => name !== 'teacher' || pairs.some(({ teacher }) => teacher !== ''));
  const { box, table } = tableOf(shown);
  box.setAttribute('aria-label', 'Test errors of each pair');
  const body = table.createTBody();
  for (const pair of pairs) {
    const row = body.insertRow();
    for (const { name } of shown) {
      const cell = addCell(row, name, pair[name]);
      if (name === 'difference') cell.dataset['tone'] = pair.isBetter ? 'good' : 'bad';
    }
  }
  fold.append(box);
  return fold;
}

interface Column {
  readonly name: string;
  readonly heading: string;
}

function tableOf(columns: readonly Column[]): { readonly box: HTMLElement; readonly table: HTMLTableElement } {
  const box = document.createElement('div');
  box.className = 'verdict-wide';
  // It scrolls sideways on a narrow page, by the keyboard too.
  box.tabIndex = 0;
  box.setAttribute('role', 'region');
  const table = document.createElement('table');
  box.append(table);
  const head = table.createTHead().insertRow();
  for (const { name, heading } of columns) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = heading;
    cell.dataset['column'] = name;
    head.append(cell);
  }
  return { box, table };
}

function addCell(row: HTMLTableRowElement, column: string, text: string): HTMLElement {
  const isHead = row.cells.length === 0;
  const cell = document.createElement(isHead ? 'th' : 'td');
  if (cell instanceof HTMLTableCellElement && isHead) cell.scope = 'row';
  cell.textContent = text;
  cell.dataset['column'] = column;
  row.append(cell);
  return cell;
}
