import { FrameTask } from './frame-task';

/** Height of a row in CSS pixels, as the style sheets have it. */
const rowHeight = 26;
/** Rows beyond the edges that are kept in the document, so that scrolling shows no gap; they are drawn a frame after those in sight. */
const beyond = 12;
/** Milliseconds without scrolling after which it has ended. */
const restMs = 120;

/** An element that shows one row after another. */
export interface RowElement<Row> {
  readonly element: HTMLElement;
  show(row: Row): void;
}

/** The rows of a list and their elements. */
export interface RowKind<Row> {
  readonly keyOf: (row: Row) => string;
  /** Whether two rows of one key show the same. */
  readonly isSame: (one: Row, other: Row) => boolean;
  readonly make: () => RowElement<Row>;
  /** Whether the tab key stops at a row. */
  readonly isCurrent: (row: Row) => boolean;
  /** Whether a row is selected; absent where none can be. */
  readonly isSelected?: (row: Row) => boolean;
}

interface Drawn<Row> {
  readonly shown: RowElement<Row>;
  row: Row;
  index: number;
}

/**
 * The rows in sight of a long list. Scrolling makes and moves no element: that of a row which has left shows one that has come. Once
 * scrolling has ended, elements are put into the order of their rows, in which screen readers go through them. The focus waits in the
 * body while its row is out of sight.
 */
export class RowWindow<Row> {
  private readonly drawn = new Map<string, Drawn<Row>>();
  /** Elements without a row. */
  private free: RowElement<Row>[] = [];
  private rows: readonly Row[] = [];
  private readonly drawing = new FrameTask(() => this.draw('all'));
  private rest: ReturnType<typeof setTimeout> | undefined;

  /** `scroller` scrolls `body`, which holds the rows alone. */
  constructor(
    private readonly scroller: HTMLElement,
    private readonly body: HTMLElement,
    private readonly kind: RowKind<Row>,
  ) {
    body.tabIndex = -1;
    const drawSoon = (): void => this.drawSoon();
    scroller.addEventListener('scroll', drawSoon, { passive: true });
    new ResizeObserver(drawSoon).observe(scroller);
  }

  /** Rows that a key turns at once: those that fit, less two that a reader keeps in sight. */
  get pageLength(): number {
    return Math.max(1, Math.floor(this.scroller.clientHeight / rowHeight) - 2);
  }

  /** Shows rows in place of those before. `isAnew`: those that are the same are written anew too. */
  show(rows: readonly Row[], isAnew = false): void {
    this.rows = rows;
    this.body.style.setProperty('height', `${rows.length * rowHeight}px`);
    this.draw('sight', isAnew);
    this.order();
    this.mark();
    this.drawSoon();
  }

  /** Drops all elements, before rows get other cells. */
  clear(): void {
    if (this.body.contains(document.activeElement)) this.body.focus({ preventScroll: true });
    this.body.replaceChildren();
    this.drawn.clear();
    this.free = [];
  }

  /** Draws which rows are selected, and where the tab key stops. */
  mark(): void {
    for (const { shown, row } of this.drawn.values()) this.markRow(shown.element, row);
  }

  /** Scrolls a row into sight, below a head of `headHeight` CSS pixels, and gives it the focus. */
  focus(index: number, headHeight: number): void {
    const [top, { scrollTop, clientHeight }] = [index * rowHeight, this.scroller];
    const room = clientHeight - headHeight - rowHeight;
    if (top < scrollTop) this.scroller.scrollTop = top;
    else if (top > scrollTop + room) this.scroller.scrollTop = top - room;
    this.draw('all');
    this.order();
    this.mark();
    const row = this.rows[index];
    if (row !== undefined) this.drawn.get(this.kind.keyOf(row))?.shown.element.focus({ preventScroll: true });
  }

  private drawSoon(): void {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.order(), restMs);
    this.drawing.schedule();
  }

  /** Draws the rows in sight, and those beyond the edges unless only the `sight` is asked for; rows that are the same stay. */
  private draw(part: 'sight' | 'all', isAnew = false): void {
    const { scrollTop, clientHeight } = this.scroller;
    const [top, inSight] = [Math.floor(scrollTop / rowHeight), Math.ceil(clientHeight / rowHeight) + 1];
    // Always as many, so that each row that comes finds the element of one that has left.
    const count = Math.min(this.rows.length, inSight + 2 * beyond);
    const first = Math.min(this.rows.length - count, Math.max(0, top - beyond));
    const rows = this.rows.slice(first, first + count);
    this.leaveAllBut(new Set(rows.map((row) => this.kind.keyOf(row))));
    rows.forEach((row, at) => {
      const index = first + at;
      const isWanted = part === 'all' || (index >= top && index < top + inSight);
      const known = this.drawn.get(this.kind.keyOf(row));
      if (known !== undefined) this.renew(known, { row, index, isAnew });
      else if (isWanted) this.add(row, index);
    });
    for (const { element } of this.free) element.remove();
  }

  private leaveAllBut(kept: ReadonlySet<string>): void {
    for (const [key, { shown }] of this.drawn) {
      if (kept.has(key)) continue;
      this.drawn.delete(key);
      this.free.push(shown);
      // The focus stays with the list, and comes back with the row.
      if (shown.element === document.activeElement) this.body.focus({ preventScroll: true });
    }
  }

  /** Brings the element of a row that is drawn to its present place and content. */
  private renew(known: Drawn<Row>, { row, index, isAnew }: Omit<Drawn<Row>, 'shown'> & { isAnew: boolean }): void {
    const isSame = !isAnew && this.kind.isSame(known.row, row);
    known.row = row;
    if (known.index !== index) {
      known.index = index;
      place(known.shown.element, index);
    }
    if (!isSame) known.shown.show(row);
  }

  private add(row: Row, index: number): void {
    const key = this.kind.keyOf(row);
    const shown = this.free.pop() ?? this.kind.make();
    const { element } = shown;
    element.dataset['key'] = key;
    place(element, index);
    shown.show(row);
    this.markRow(element, row);
    this.drawn.set(key, { shown, row, index });
    if (!element.isConnected) this.body.append(element);
    if (document.activeElement === this.body && this.kind.isCurrent(row)) element.focus({ preventScroll: true });
  }

  private markRow(element: HTMLElement, row: Row): void {
    setAttribute(element, 'tabindex', this.kind.isCurrent(row) ? '0' : '-1');
    if (this.kind.isSelected !== undefined) setAttribute(element, 'aria-selected', String(this.kind.isSelected(row)));
  }

  /** Puts the elements into the order of their rows. */
  private order(): void {
    const focused = document.activeElement;
    const drawn = [...this.drawn.values()].sort((one, other) => one.index - other.index);
    const elements = drawn.map(({ shown }) => shown.element);
    this.turn(elements);
    let next = this.body.firstElementChild;
    for (const element of elements) {
      if (element === next) next = next.nextElementSibling;
      else this.body.insertBefore(element, next);
    }
    // An element that is moved loses the focus.
    if (focused instanceof HTMLElement && focused !== document.activeElement && this.body.contains(focused))
      focused.focus({ preventScroll: true });
  }

  /** Moves elements at the front behind all others, where these few would be moved else: after scrolling down they show the last rows. */
  private turn(elements: readonly HTMLElement[]): void {
    const [first] = elements;
    if (first === undefined) return;
    const before = [...this.body.children].indexOf(first);
    if (before >= elements.length / 2) return;
    for (let moved = 0; moved < before; moved += 1) this.body.append(this.body.firstElementChild ?? first);
  }
}

/** Puts a row at an index of the whole list; the head is the first row for a screen reader. */
function place(element: HTMLElement, index: number): void {
  element.setAttribute('aria-rowindex', String(index + 2));
  element.style.setProperty('top', `${index * rowHeight}px`);
}

function setAttribute(element: HTMLElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
