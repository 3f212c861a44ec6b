import { columnsOf, type Column, type Order, type SweepTable } from '../../../src/sweep-figures';
import { make } from '../../page/page';
import { RowWindow } from '../../page/row-window';
import { moveBetweenHeads, replaceHeads, sortedHead } from '../../page/sorted-head';
import { widthsOf } from './column-widths';
import { makeRow } from './row-element';
import { canDrop, isSameRow, keyOf, rowsOf, type Row } from './table-rows';

/** Requests of the table to the page. */
export interface TableHost {
  sort(order: Order): void;
  openRun(runId: string): void;
  /** Drops a point of the search, by its index. */
  drop(index: number): void;
}

/**
 * The points of a sweep as a tree grid: a point opens to its runs, a run opens its panel. Only the rows in sight are in the
 * document.
 */
export class PointsTable {
  private readonly element: HTMLElement;
  private readonly head: HTMLElement;
  private readonly body: HTMLElement;
  private readonly open = new Set<number>();
  private readonly window: RowWindow<Row>;
  private rows: readonly Row[] = [];
  private columns: readonly Column[] = [];
  private table: SweepTable | undefined;
  private places: readonly number[] = [];
  private widths: readonly number[] = [];
  private order: Order = { key: '', isDescending: true };
  private current = '';

  constructor(
    parent: Element,
    private readonly host: TableHost,
  ) {
    this.element = make('div', 'points', parent);
    this.element.setAttribute('role', 'treegrid');
    this.element.setAttribute('aria-label', 'Points of the sweep');
    this.head = make('div', '', this.element, 'point-head');
    this.head.setAttribute('role', 'row');
    this.body = make('div', '', this.element, 'point-body');
    this.body.setAttribute('role', 'rowgroup');
    this.window = new RowWindow<Row>(this.element, this.body, {
      keyOf,
      isSame: isSameRow,
      make: () => makeRow(() => this.columns),
      isCurrent: (row) => keyOf(row) === this.current,
    });
    this.body.addEventListener('click', (event) => this.click(event));
    this.body.addEventListener('keydown', (event) => this.press(event));
    moveBetweenHeads(this.head, () => this.enter());
    this.element.addEventListener('scroll', () => this.keepSettings(), { passive: true });
  }

  /** Shows points in an order. */
  show(table: SweepTable, places: readonly number[], order: Order): void {
    const isNew = table !== this.table || order !== this.order;
    this.table = table;
    this.places = places;
    this.order = order;
    if (isNew) this.showHead(table);
    this.lay();
  }

  /** Opens points and gives the focus to the first where a key asked for it. */
  reveal(places: readonly number[], takesFocus: boolean): void {
    for (const place of places) this.open.add(place);
    this.lay();
    this.element.scrollTop = 0;
    this.element.scrollIntoView({ block: 'nearest' });
    const [first] = this.rows;
    if (takesFocus && first !== undefined) this.focus(0);
  }

  /** Measures the columns anew, as after a change of the font. */
  remeasure(): void {
    if (this.table !== undefined) this.showHead(this.table);
  }

  private showHead(table: SweepTable): void {
    const columns = columnsOf(table);
    if (columns.map(({ key }) => key).join() !== this.columns.map(({ key }) => key).join()) this.window.clear();
    this.columns = columns;
    const style = getComputedStyle(this.element);
    const names = table.points.flatMap(({ runs }) => runs.map(({ seed }) => `seed ${seed}, stopping`));
    const widths = widthsOf(table, this.columns, [...new Set(names)], `${style.fontSize} ${style.fontFamily}`);
    this.widths = widths;
    this.element.style.setProperty('--columns', widths.map((width) => `minmax(${width}px, 1fr)`).join(' '));
    this.element.style.setProperty('--min-width', `${widths.reduce((sum, width) => sum + width, 0)}px`);
    replaceHeads(
      this.head,
      columns.map((column) => this.headCell(column)),
    );
    // Other widths are other places.
    this.element.className = '';
    this.keepSettings();
  }

  /**
   * Keeps the first settings at the left edge while the figures are scrolled, which say nothing without their point; those behind the first
   * as far as half of the width is left. They take part in scrolling only where they have to.
   */
  private keepSettings(): void {
    const { classList, scrollLeft, clientWidth, style } = this.element;
    if (classList.contains('is-shifted') === scrollLeft > 0) return;
    classList.toggle('is-shifted');
    let [left = 0] = this.widths;
    for (const at of [1, 2]) {
      const end = left + (this.widths[at] ?? 0);
      const fits = at < (this.table?.settings.length ?? 0) && end < clientWidth / 2;
      style.setProperty(`--left-${at}`, fits ? `${left}px` : 'auto');
      left = end;
    }
  }

  private headCell({ key, label, isNumber }: Column): HTMLElement {
    const isOrder = this.order.key === key;
    const { isDescending } = this.order;
    const order = isOrder ? (isDescending ? 'descending' : 'ascending') : 'none';
    return sortedHead({ label, isNumber: isNumber && key !== this.columns[0]?.key, order }, () =>
      this.host.sort({ key, isDescending: isOrder ? !isDescending : true }),
    );
  }

  private lay(): void {
    if (this.table === undefined) return;
    this.rows = rowsOf(this.table, this.places, this.open);
    this.element.setAttribute('aria-rowcount', String(this.rows.length + 1));
    if (!this.rows.some((row) => keyOf(row) === this.current)) this.current = this.rows[0] ? keyOf(this.rows[0]) : '';
    this.window.show(this.rows);
  }

  private rowAt(target: EventTarget | null): number {
    const element = target instanceof Element ? target.closest<HTMLElement>('[data-key]') : null;
    return this.rows.findIndex((row) => keyOf(row) === element?.dataset['key']);
  }

  private click(event: MouseEvent): void {
    const index = this.rowAt(event.target);
    if (index < 0) return;
    this.focus(index);
    const isOnDrop = event.target instanceof Element && event.target.closest('.drop') !== null;
    if (isOnDrop) this.drop(index);
    else this.activate(index);
  }

  private drop(index: number): void {
    const row = this.rows[index];
    if (row?.kind === 'point' && canDrop(row.point)) this.host.drop(row.point.index);
  }

  /** Gives the focus to the row at which the tab key stops. */
  enter(): void {
    this.focus(this.rows.findIndex((row) => keyOf(row) === this.current));
  }

  /** Opens or closes a point, or opens the panel of a run. */
  private activate(index: number): void {
    const row = this.rows[index];
    if (row?.kind === 'run') this.host.openRun(row.run.id);
    else if (row !== undefined) this.toggle(row.place, !row.isOpen);
  }

  private toggle(place: number, isOpen: boolean): void {
    if (isOpen) this.open.add(place);
    else this.open.delete(place);
    this.lay();
  }

  private press(event: KeyboardEvent): void {
    // The body has the focus while its row is out of sight.
    const isWaiting = event.target === this.body;
    const index = isWaiting ? this.rows.findIndex((one) => keyOf(one) === this.current) : this.rowAt(event.target);
    const row = this.rows[index];
    if (row === undefined) return;
    const page = this.window.pageLength;
    const moves: Readonly<Record<string, number>> = {
      ...{ ArrowDown: index + 1, ArrowUp: index - 1, PageDown: index + page, PageUp: index - page },
      ...{ Home: 0, End: this.rows.length - 1 },
    };
    const to = moves[event.key];
    if (to !== undefined) this.focus(Math.min(Math.max(to, 0), this.rows.length - 1));
    else if (event.key === 'ArrowRight' && row.kind === 'point') this.toggle(row.place, true);
    else if (event.key === 'ArrowLeft') this.leave(row);
    else if (event.key === 'Enter' || event.key === ' ') this.activate(index);
    else if (event.key === 'Delete') this.drop(index);
    else return;
    event.preventDefault();
  }

  /** Closes a point, or goes from a run to its point. */
  private leave(row: Row): void {
    if (row.kind === 'point') this.toggle(row.place, false);
    else this.focus(this.rows.findIndex((one) => one.kind === 'point' && one.place === row.place));
  }

  private focus(index: number): void {
    const row = this.rows[index];
    if (row === undefined) return;
    this.current = keyOf(row);
    this.window.focus(index, this.head.offsetHeight);
  }
}
