import type { Column } from '../../../src/sweep-figures';
import { formatStatus, missing } from '../../../src/wording';
import type { RowElement } from '../../page/row-window';
import { canDrop, type Row } from './table-rows';

/** Makes an element for rows of the table of points. `columnsNow` gives the columns by which a row is written, always as many. */
export function makeRow(columnsNow: () => readonly Column[]): RowElement<Row> {
  const element = document.createElement('div');
  element.setAttribute('role', 'row');
  const first = new FirstCell();
  const others = columnsNow().slice(1).map(makeCell);
  const drop = dropButton();
  element.append(first.element, ...others.map((cell) => cell.element), drop);
  return {
    element,
    show: (row) => {
      const isPoint = row.kind === 'point';
      element.className = isPoint ? 'point-row' : 'point-row is-run';
      element.classList.toggle('is-dropped', isPoint && row.point.isDropped === true);
      element.setAttribute('aria-level', isPoint ? '1' : '2');
      if (isPoint) element.setAttribute('aria-expanded', String(row.isOpen));
      else element.removeAttribute('aria-expanded');
      const columns = columnsNow();
      // Each text is made once, for its cell and for the words of the row.
      const texts = columns.map((column) => (isPoint ? column.text(row.point) : column.runText(row.run)));
      drop.hidden = row.kind === 'run' || !canDrop(row.point);
      first.show(row, texts[0] ?? '');
      others.forEach((cell, at) => {
        const isRepeated = !isPoint && columns[at + 1]?.key === 'seeds';
        cell.show(isRepeated ? '' : (texts[at + 1] ?? ''));
      });
      element.setAttribute('aria-label', wordsOf(row, columns, texts));
    },
  };
}

/** The button that drops a row's point, seen under the pointer. The row has the focus, and its Delete key does the same. */
function dropButton(): HTMLElement {
  const button = document.createElement('button');
  button.className = 'drop';
  button.textContent = 'Drop';
  button.title = 'Drop this point for good (Delete)';
  button.tabIndex = -1;
  button.setAttribute('aria-hidden', 'true');
  return button;
}

/** A row in words for a screen reader. */
function wordsOf(row: Row, columns: readonly Column[], texts: readonly string[]): string {
  const label = row.kind === 'point' ? row.label : `seed ${row.run.seed}`;
  // A point is called by its settings, which are columns too.
  const called = new Set(label.split(', '));
  const said = columns.flatMap((column, at) => {
    const text = texts[at] ?? '';
    const words = `${column.label} ${text}`;
    return text === '' || text === missing || called.has(words) ? [] : [words];
  });
  const isBest = row.kind === 'point' && row.isBest;
  const isDropped = row.kind === 'point' && row.point.isDropped === true;
  const bestWords = isBest ? 'the best by the goal' : '';
  const droppedWords = isDropped ? 'dropped' : '';
  return [label, ...said, bestWords, droppedWords].filter((text) => text !== '').join(', ');
}

/** The first cell of a row: of a point its arrow, value and marks, of a run its seed and how it stands. */
class FirstCell {
  readonly element = document.createElement('div');
  private readonly twist = span('twist');
  private readonly text = document.createTextNode('');
  private readonly star = span('star');
  private readonly fresh = span('tag');
  private readonly dropped = span('tag');

  constructor() {
    this.element.setAttribute('role', 'gridcell');
    // The row's own words say whether it is open, and the best.
    for (const mark of [this.twist, this.star]) mark.setAttribute('aria-hidden', 'true');
    this.star.textContent = '★';
    this.fresh.textContent = 'fresh';
    this.dropped.textContent = 'dropped';
    this.element.append(this.twist, this.text, this.star, this.fresh, this.dropped);
  }

  show(row: Row, text: string): void {
    this.twist.hidden = row.kind === 'run';
    this.star.hidden = row.kind === 'run' || !row.isBest;
    this.fresh.hidden = row.kind === 'run' || row.point.stage !== 'verdict';
    this.dropped.hidden = row.kind === 'run' || row.point.isDropped !== true;
    if (row.kind === 'run') {
      const { seed, status } = row.run;
      this.text.data = `seed ${seed}${status === 'finished' ? '' : `, ${formatStatus(status)}`}`;
    } else {
      this.twist.textContent = row.isOpen ? '▾' : '▸';
      this.text.data = text;
    }
  }
}

interface Cell {
  readonly element: HTMLElement;
  show(text: string): void;
}

/** Makes the cell of a column behind the first; a difference is green where it is better, red where it is worse. */
function makeCell({ isNumber, key }: Column): Cell {
  const element = document.createElement('div');
  element.setAttribute('role', 'gridcell');
  element.classList.toggle('is-number', isNumber);
  const shown = document.createTextNode('');
  element.append(shown);
  return {
    element,
    show: (text) => {
      if (shown.data !== text) shown.data = text;
      if (key !== 'difference') return;
      if (/^[−+]/.test(text)) element.dataset['tone'] = text.startsWith('−') ? 'good' : 'bad';
      else delete element.dataset['tone'];
    },
  };
}

function span(className: string): HTMLElement {
  const made = document.createElement('span');
  made.className = className;
  return made;
}
