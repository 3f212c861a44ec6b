import { type Column, type Order, type Row } from '../../src/run-table';
import { make } from '../page/page';
import { gridKeys } from './grid-keys';
import { makeRow, placeRow, rowHeight } from './row-element';
import type { Selection } from './selection';
import { widthsOf } from './widths';

/** Rows beyond the edges that are kept in the document, so that scrolling shows no gap; they are drawn a frame after those in sight. */
const beyond = 12;

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

/** The runs as a tree grid of which only the rows in sight are in the document. */
export class Grid {
  private readonly element: HTMLElement;
  private readonly head: HTMLElement;
  private readonly body: HTMLElement;
  private readonly drawn = new Map<
    string,
    { readonly element: HTMLElement; readonly row: Row; readonly index: number }
  >();
  private rows: readonly Row[] = [];
  private columns: readonly Column[] = [];
  private order: Order = { key: '', isDescending: true };
  private current = '';
  private isAsked = false;

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
    this.element.addEventListener('scroll', () => this.drawSoon(), { passive: true });
    this.body.addEventListener('click', (event) => this.click(event));
    this.body.addEventListener('dblclick', (event) => {
      const row = this.rows[this.indexAt(event.target)];
      if (row !== undefined) this.host.open(row, true);
    });
    this.body.addEventListener('keydown', (event) => this.press(event));
    new ResizeObserver(() => this.drawSoon()).observe(this.element);
  }

  /** Shows rows. Columns are measured where they are others than before, or `isAnew`. */
  show(rows: readonly Row[], columns: readonly Column[], order: Order, isAnew: boolean): void {
    const isOther = columns.map(({ key }) => key).join() !== this.columns.map(({ key }) => key).join();
    const isSorted = order !== this.order;
    [this.rows, this.columns, this.order] = [rows, columns, order];
    if (isOther || isAnew) {
      this.measure();
      this.removeAllBut(new Set());
    }
    if (isOther || isSorted || isAnew) this.showHead();
    this.element.setAttribute('aria-rowcount', String(rows.length + 1));
    this.element.setAttribute('aria-colcount', String(columns.length));
    this.body.style.setProperty('height', `${rows.length * rowHeight}px`);
    if (!rows.some(({ key }) => key === this.current)) this.current = rows[0]?.key ?? '';
    this.draw('sight');
    this.drawSoon();
  }

  /** Draws which rows are selected. */
  showSelection(): void {
    for (const [key, { element }] of this.drawn) element.setAttribute('aria-selected', String(this.selection.has(key)));
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
    const focus = [...this.head.querySelectorAll('button')].findIndex((button) => button === document.activeElement);
    this.head.replaceChildren(...this.columns.map((column) => this.headCell(column)));
    if (focus >= 0) this.head.querySelectorAll('button')[focus]?.focus();
  }

  private headCell({ key, label, isNumber, better }: Column): HTMLElement {
    const cell = document.createElement('div');
    cell.setAttribute('role', 'columnheader');
    const isOrder = this.order.key === key;
    const { isDescending } = this.order;
    cell.setAttribute('aria-sort', isOrder ? (isDescending ? 'descending' : 'ascending') : 'none');
    cell.classList.toggle('is-number', isNumber && key !== 'curve');
    const button = document.createElement('button');
    button.textContent = `${label}${isOrder ? (isDescending ? ' ▾' : ' ▴') : ''}`;
    // The best first: less is better for errors, more for accuracy and times.
    const first = better === 0 ? isNumber : better > 0;
    button.addEventListener('click', () => this.host.sort({ key, isDescending: isOrder ? !isDescending : first }));
    cell.append(button);
    return cell;
  }

  private drawSoon(): void {
    if (this.isAsked) return;
    this.isAsked = true;
    requestAnimationFrame(() => {
      this.isAsked = false;
      this.draw('all');
    });
  }

  /** Draws the rows in sight, and those beyond the edges unless only the `sight` is asked for; rows that are the same stay. */
  private draw(part: 'sight' | 'all'): void {
    const { scrollTop, clientHeight } = this.element;
    const [top, bottom] = [Math.floor(scrollTop / rowHeight), Math.ceil((scrollTop + clientHeight) / rowHeight)];
    const first = Math.max(0, top - beyond);
    const last = Math.min(this.rows.length, bottom + beyond);
    // Rows that have left go first: while they are there, those that stay have other places among them and would be moved.
    this.removeAllBut(new Set(this.rows.slice(first, last).map(({ key }) => key)));
    for (let index = first; index < last; index += 1) {
      const row = this.rows[index];
      const isWanted = part === 'all' || (index >= top && index < bottom);
      if (row !== undefined && (isWanted || this.drawn.has(row.key))) this.drawRow(row, index);
    }
    this.sortDrawn(first, last);
  }

  private removeAllBut(kept: ReadonlySet<string>): void {
    for (const [key, { element }] of this.drawn) {
      if (kept.has(key)) continue;
      element.remove();
      this.drawn.delete(key);
    }
  }

  /** Puts the drawn rows into their order, in which screen readers go through them. */
  private sortDrawn(first: number, last: number): void {
    const focused = document.activeElement;
    let next: Element | null = this.body.firstElementChild;
    for (let index = first; index < last; index += 1) {
      const element = this.drawn.get(this.rows[index]?.key ?? '')?.element;
      if (element === undefined) continue;
      if (element === next) next = next.nextElementSibling;
      else this.body.insertBefore(element, next);
    }
    // An element that is moved loses the focus.
    if (focused instanceof HTMLElement && focused !== document.activeElement && this.body.contains(focused))
      focused.focus({ preventScroll: true });
  }

  private drawRow(row: Row, index: number): void {
    const known = this.drawn.get(row.key);
    const isSame = known !== undefined && isSameRow(known.row, row);
    const element = isSame ? known.element : makeRow(row, this.columns);
    element.tabIndex = row.key === this.current ? 0 : -1;
    element.setAttribute('aria-selected', String(this.selection.has(row.key)));
    if (known?.index !== index || !isSame) placeRow(element, index);
    if (isSame) {
      if (known.index !== index) this.drawn.set(row.key, { element, row, index });
      return;
    }
    const hadFocus = known?.element === document.activeElement;
    if (known === undefined) this.body.append(element);
    else known.element.replaceWith(element);
    if (hadFocus) element.focus({ preventScroll: true });
    this.drawn.set(row.key, { element, row, index });
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
    const index = this.indexAt(event.target);
    const row = this.rows[index];
    if (row === undefined) return;
    const page = Math.max(1, Math.floor(this.element.clientHeight / rowHeight) - 2);
    const done = gridKeys(event, { row, index, last: this.rows.length - 1, page });
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
    const [top, { scrollTop, clientHeight }] = [index * rowHeight, this.element];
    const room = clientHeight - this.head.offsetHeight - rowHeight;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top > scrollTop + room) this.element.scrollTop = top - room;
    this.draw('all');
    this.drawn.get(this.current)?.element.focus({ preventScroll: true });
  }
}

/** Whether two rows of one key show the same: runs are replaced when they change. */
function isSameRow(one: Row, other: Row): boolean {
  if (one.kind === 'run') return other.kind === 'run' && one.run === other.run && one.depth === other.depth;
  if (other.kind === 'run' || one.isOpen !== other.isOpen || one.label !== other.label) return false;
  return one.runs.length === other.runs.length && one.runs.every((run, index) => run === other.runs[index]);
}
