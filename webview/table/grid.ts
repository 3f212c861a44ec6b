import { type Column, type Order, type Row } from '../../src/run-table';
import { make } from '../page/page';
import { RowWindow } from '../page/row-window';
import { moveBetweenHeads, replaceHeads, sortedHead } from '../page/sorted-head';
import { gridKeys } from './grid-keys';
import { makeRow } from './row-element';
import type { Selection } from './selection';
import { widthsOf } from './widths';

/** Requests of the table to the page. */
export interface GridHost {
  sort(order: Order): void;
  /** Opens or closes a group. */
  toggle(key: string): void;
  /** Opens a row's panel: as the preview, or to stay. */
  open(row: Row, isKept: boolean): void;
  /** A key that acts on the selected rows, such as `Delete`. */
  act(key: 'Delete' | 'F2'): void;
}

/** Parts that are not as before: the texts of all rows, or their widths alone, as where rows are grouped otherwise. */
export type Anew = 'texts' | 'widths' | 'nothing';

/** The runs as a tree grid of which only the rows in sight are in the document. */
export class Grid {
  private readonly element: HTMLElement;
  private readonly head: HTMLElement;
  private readonly body: HTMLElement;
  private readonly window: RowWindow<Row>;
  private rows: readonly Row[] = [];
  private columns: readonly Column[] = [];
  private order: Order = { key: '', isDescending: true };
  private current = '';

  constructor(
    parent: Element,
    private readonly selection: Selection,
    private readonly host: GridHost,
  ) {
    this.element = make('div', 'runs-grid', parent);
    this.element.setAttribute('role', 'treegrid');
    this.element.setAttribute('aria-label', 'Runs');
    this.element.setAttribute('aria-multiselectable', 'true');
    this.head = make('div', '', make('div', '', this.element, 'table-heads'), 'table-head');
    this.head.parentElement?.setAttribute('role', 'rowgroup');
    this.head.setAttribute('role', 'row');
    this.body = make('div', '', this.element, 'table-body');
    this.body.setAttribute('role', 'rowgroup');
    this.window = new RowWindow<Row>(this.element, this.body, {
      keyOf: ({ key }) => key,
      isSame: isSameRow,
      make: () => makeRow(() => this.columns),
      isCurrent: ({ key }) => key === this.current,
      isSelected: ({ key }) => selection.has(key),
    });
    this.body.addEventListener('click', (event) => this.click(event));
    this.body.addEventListener('dblclick', (event) => {
      const row = this.rows[this.indexAt(event.target)];
      if (row !== undefined) this.host.open(row, true);
    });
    this.body.addEventListener('keydown', (event) => this.press(event));
    moveBetweenHeads(this.head, () => this.enter());
    // The first column stays in sight, since a row without its name says nothing; it takes part in scrolling only where it has to.
    const showShift = (): void => void this.element.classList.toggle('is-shifted', this.element.scrollLeft > 0);
    this.element.addEventListener('scroll', showShift, { passive: true });
  }

  /** Gives the focus to the row at which the tab key stops. */
  enter(): void {
    this.focus(this.rows.findIndex(({ key }) => key === this.current));
  }

  /** Shows rows. Columns are measured where they are others than before; `anew` says what else is not as before. */
  show(rows: readonly Row[], columns: readonly Column[], order: Order, anew: Anew): void {
    const isOther = columns.map(({ key }) => key).join() !== this.columns.map(({ key }) => key).join();
    const isSorted = order !== this.order;
    [this.rows, this.columns, this.order] = [rows, columns, order];
    if (isOther || anew !== 'nothing') this.measure();
    if (isOther) this.window.clear();
    if (isOther || isSorted || anew === 'texts') this.showHead();
    this.element.setAttribute('aria-rowcount', String(rows.length + 1));
    this.element.setAttribute('aria-colcount', String(columns.length));
    if (!rows.some(({ key }) => key === this.current)) this.current = rows[0]?.key ?? '';
    this.window.show(rows, anew === 'texts');
  }

  /** Draws which rows are selected. */
  showSelection(): void {
    this.window.mark();
  }

  /** Measures the columns anew, as after a change of the font. */
  measure(): void {
    const { fontSize, fontFamily } = getComputedStyle(this.element);
    const widths = widthsOf(this.columns, this.rows, `${fontSize} ${fontFamily}`);
    const templates = widths.map((width, index) =>
      index === 0 ? `minmax(${width}px, 2fr)` : `minmax(${width}px, 1fr)`,
    );
    this.element.style.setProperty('--columns', templates.join(' '));
    this.element.style.setProperty('--min-width', `${widths.reduce((sum, width) => sum + width, 0)}px`);
  }

  private showHead(): void {
    replaceHeads(
      this.head,
      this.columns.map((column) => this.headCell(column)),
    );
  }

  private headCell({ key, label, isNumber, better }: Column): HTMLElement {
    const isOrder = this.order.key === key;
    const { isDescending } = this.order;
    const order = isOrder ? (isDescending ? 'descending' : 'ascending') : 'none';
    // The best first: less is better for errors, more for accuracy and times.
    const first = better === 0 ? isNumber : better > 0;
    return sortedHead({ label, isNumber: isNumber && key !== 'curve', order }, () =>
      this.host.sort({ key, isDescending: isOrder ? !isDescending : first }),
    );
  }

  private indexAt(target: EventTarget | null): number {
    const element = target instanceof Element ? target.closest<HTMLElement>('[data-key]') : null;
    return this.rows.findIndex(({ key }) => key === element?.dataset['key']);
  }

  private click(event: MouseEvent): void {
    const index = this.indexAt(event.target);
    const row = this.rows[index];
    if (row === undefined) return;
    this.focus(index);
    if (event.shiftKey) this.selection.extendTo(row.key, this.keys());
    else if (event.ctrlKey || event.metaKey) this.selection.toggle(row.key);
    else {
      this.selection.set(row.key);
      const isTwist = event.target instanceof Element && event.target.closest('.lead') !== null;
      if (row.kind === 'group' && isTwist) this.host.toggle(row.key);
    }
  }

  private keys(): string[] {
    return this.rows.map(({ key }) => key);
  }

  private press(event: KeyboardEvent): void {
    // The body has the focus while its row is out of sight.
    const isWaiting = event.target === this.body;
    const index = isWaiting ? this.rows.findIndex(({ key }) => key === this.current) : this.indexAt(event.target);
    const row = this.rows[index];
    if (row === undefined) return;
    const done = gridKeys(event, { row, index, last: this.rows.length - 1, page: this.window.pageLength });
    if (done === undefined) return;
    event.preventDefault();
    switch (done.kind) {
      case 'move':
        this.focus(done.to);
        if (done.isExtending) this.selection.extendTo(this.current, this.keys());
        break;
      case 'leave':
        this.focus(this.rows.findLastIndex((one, at) => at < index && one.kind === 'group'));
        break;
      case 'toggle':
        this.host.toggle(row.key);
        break;
      case 'select':
        this.selection.toggle(row.key);
        break;
      case 'all':
        this.selection.replace(this.keys());
        break;
      case 'open':
        this.host.open(row, done.isKept);
        break;
      case 'act':
        if (!this.selection.has(row.key)) this.selection.set(row.key);
        this.host.act(done.key);
        break;
    }
  }

  private focus(index: number): void {
    const row = this.rows[index];
    if (row === undefined) return;
    this.current = row.key;
    this.window.focus(index, this.head.offsetHeight);
  }
}

/** Whether two rows of one key show the same: runs are replaced when they change. */
function isSameRow(one: Row, other: Row): boolean {
  if (one.kind === 'run') return other.kind === 'run' && one.run === other.run && one.depth === other.depth;
  if (other.kind === 'run' || one.isOpen !== other.isOpen || one.label !== other.label) return false;
  return one.runs.length === other.runs.length && one.runs.every((run, index) => run === other.runs[index]);
}
