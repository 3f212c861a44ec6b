import type { Column, Row } from '../../src/run-table';
import { missing } from '../../src/wording';
import type { RowElement } from '../page/row-window';
import { setText } from '../page/set-text';
import { makeCurve } from './curve';
import { FirstCell } from './first-cell';
import { marksOf } from './marks';
import { runsOf, textOfCell } from './widths';

/** A cell that shows one row after another. */
interface Cell {
  readonly element: HTMLElement;
  show(row: Row, text: string): void;
}

/**
 * Makes an element for rows of the table. `columnsNow` gives the columns by which a row is written, always of the same keys. All texts
 * are set as text, since names and notes may come from strangers.
 */
export function makeRow(columnsNow: () => readonly Column[]): RowElement<Row> {
  const element = document.createElement('div');
  element.setAttribute('role', 'row');
  const cells = columnsNow().map(makeCell);
  element.append(...cells.map((cell) => cell.element));
  return {
    element,
    show: (row) => {
      const columns = columnsNow();
      const isInside = row.kind === 'run' && row.depth === 1;
      element.className = `table-row is-${row.kind}${isInside ? ' is-inside' : ''}`;
      element.setAttribute('aria-level', isInside ? '2' : '1');
      if (row.kind === 'group') element.setAttribute('aria-expanded', String(row.isOpen));
      else element.removeAttribute('aria-expanded');
      // Each text is made once, for its cell and for the words of the row.
      const texts = columns.map((column) => textOfCell(row, column));
      cells.forEach((cell, at) => cell.show(row, texts[at] ?? ''));
      element.setAttribute('aria-label', wordsOf(row, columns, texts));
    },
  };
}

/** A row in words for a screen reader. */
function wordsOf(row: Row, columns: readonly Column[], texts: readonly string[]): string {
  const said = columns.flatMap(({ key, label }, at) => {
    const text = texts[at] ?? '';
    if (text === '' || text === missing) return [];
    return key === 'run' ? [text, ...marksOf(row).map(({ words }) => words)] : [`${label} ${text}`];
  });
  const judgement = row.kind === 'run' && row.run.judgement !== '' ? [row.run.judgement] : [];
  return [...said, ...judgement].join(', ');
}

function makeCell(column: Column): Cell {
  const element = document.createElement('div');
  element.setAttribute('role', 'gridcell');
  element.dataset['column'] = column.key;
  if (column.isNumber && column.key !== 'curve') element.classList.add('is-number');
  switch (column.key) {
    case 'run': {
      const first = new FirstCell(element);
      return { element, show: (row) => first.show(row) };
    }
    case 'curve': {
      const show = makeCurve(element);
      return { element, show: (row) => show(runsOf(row)) };
    }
    case 'status':
      return statusCell(element);
    case 'control':
    case 'baseline':
      return differenceCell(element);
    default:
      return column.isOfSplit ? splitCell(element) : textCell(element);
  }
}

function textCell(element: HTMLElement): Cell {
  const shown = document.createTextNode('');
  element.append(shown);
  return {
    element,
    show: (_row, text) => {
      if (shown.data !== text) shown.data = text;
    },
  };
}

function statusCell(element: HTMLElement): Cell {
  const status = textCell(element);
  const judgement = document.createElement('span');
  judgement.className = 'judgement';
  element.append(judgement);
  return {
    element,
    show: (row, text) => {
      const words = row.kind === 'run' ? row.run.judgement : '';
      status.show(row, words === '' ? text : `${text} `);
      setText(judgement, words);
    },
  };
}

/** A cell of a difference: green where it is better, red where it is worse. */
function differenceCell(element: HTMLElement): Cell {
  const difference = textCell(element);
  return {
    element,
    show: (row, text) => {
      difference.show(row, text);
      if (text.startsWith('−')) element.dataset['tone'] = 'good';
      else if (text.startsWith('+')) element.dataset['tone'] = 'bad';
      else delete element.dataset['tone'];
    },
  };
}

/** A cell of a result that may be of the validation split, which it then says. */
function splitCell(element: HTMLElement): Cell {
  const result = textCell(element);
  let isMarked = false;
  return {
    element,
    show: (row, text) => {
      result.show(row, text);
      const isValidation = row.kind === 'run' && row.run.isValidation && text !== missing;
      if (isValidation === isMarked) return;
      isMarked = isValidation;
      element.classList.toggle('is-validation', isValidation);
      if (isValidation) element.title = 'on the validation split: the run has not finished';
      else element.removeAttribute('title');
    },
  };
}
