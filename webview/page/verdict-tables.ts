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
    this.place = make('div', '', parent, 'verdict');
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
  const columns = withoutTeacher(resultColumns, results);
  return tableOf('Results against the control', columns, results, (row, { isDeciding }) => {
    if (isDeciding) row.className = 'deciding';
  });
}

function pairsOf({ pairs }: Pick<VerdictTables, 'pairs'>): HTMLElement {
  const title = 'Test errors of each pair';
  const fold = document.createElement('details');
  make('summary', '', fold).textContent = title;
  const table = tableOf(title, withoutTeacher(pairColumns, pairs), pairs, (row, { isBetter }) => {
    const { lastElementChild: difference } = row;
    if (difference instanceof HTMLElement) difference.dataset['tone'] = isBetter ? 'good' : 'bad';
  });
  fold.append(table);
  return fold;
}

/** The columns without the teacher's, where no row has a teacher's result. */
function withoutTeacher<Name extends string>(
  columns: readonly Column<Name>[],
  rows: readonly { readonly teacher: string }[],
): readonly Column<Name>[] {
  return columns.filter(({ name }) => name !== 'teacher' || rows.some(({ teacher }) => teacher !== ''));
}

interface Column<Name extends string> {
  readonly name: Name;
  readonly heading: string;
}

/** A table in a region that scrolls sideways on a narrow page, by the keyboard too; `mark` is called with each row and what it shows. */
function tableOf<Name extends string, Row extends Readonly<Record<Name, string>>>(
  title: string,
  columns: readonly Column<Name>[],
  rows: readonly Row[],
  mark: (element: HTMLTableRowElement, row: Row) => void,
): HTMLElement {
  const box = document.createElement('div');
  box.className = 'verdict-wide';
  box.tabIndex = 0;
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', title);
  const table = document.createElement('table');
  box.append(table);
  const head = table.createTHead().insertRow();
  for (const { name, heading } of columns) addCell(head, 'col', name, heading);
  const body = table.createTBody();
  for (const row of rows) {
    const element = body.insertRow();
    columns.forEach(({ name }, place) => {
      const text = place === 0 ? row[name] : unbroken(row[name]);
      addCell(element, place === 0 ? 'row' : undefined, name, text);
    });
    mark(element, row);
  }
  return box;
}

/** Text of a result, which is broken between the ends of an interval alone. */
function unbroken(text: string): string {
  const between = ' … ';
  const ends = text.split(between);
  return ends.map((end) => end.replaceAll(' ', '\u00a0')).join(between);
}

function addCell(row: HTMLTableRowElement, scope: string | undefined, column: string, text: string): void {
  const cell = make(scope === undefined ? 'td' : 'th', '', row);
  if (scope !== undefined) cell.setAttribute('scope', scope);
  cell.textContent = text;
  cell.dataset['column'] = column;
}
