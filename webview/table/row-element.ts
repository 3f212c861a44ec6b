import type { Column, Row } from '../../src/run-table';
import { missing } from '../../src/wording';
import { drawCurve } from './curve';
import { marksOf, type Mark } from './marks';
import { runsOf, textOfCell } from './widths';

/** Height of a row in CSS pixels, by table.css. */
export const rowHeight = 26;

/** Makes a row of the table. All texts are set as text, since names and notes may come from strangers. */
export function makeRow(row: Row, columns: readonly Column[]): HTMLElement {
  // Each text is made once, for its cell and for the words of the row.
  const texts = columns.map((column) => textOfCell(row, column));
  const element = document.createElement('div');
  element.className = `table-row is-${row.kind}`;
  element.dataset['key'] = row.key;
  element.setAttribute('role', 'row');
  element.setAttribute('aria-level', row.kind === 'run' && row.depth === 1 ? '2' : '1');
  if (row.kind === 'group') element.setAttribute('aria-expanded', String(row.isOpen));
  if (row.kind === 'run' && row.depth === 1) element.classList.add('is-inside');
  element.append(...columns.map((column, place) => cellOf(row, column, texts[place] ?? '')));
  element.setAttribute('aria-label', wordsOf(row, columns, texts));
  return element;
}

/** Puts a row at an index of the whole table. */
export function placeRow(element: HTMLElement, index: number): void {
  element.setAttribute('aria-rowindex', String(index + 2));
  element.style.setProperty('top', `${index * rowHeight}px`);
}

/** A row in words for a screen reader. */
function wordsOf(row: Row, columns: readonly Column[], texts: readonly string[]): string {
  const marks = marksOf(row).map(({ words }) => words);
  const said = columns.flatMap((column, place) => {
    const text = texts[place] ?? '';
    if (text === '' || text === missing) return [];
    return column.key === 'run' ? [text, ...marks] : [`${column.label} ${text}`];
  });
  const judgement = row.kind === 'run' && row.run.judgement !== '' ? [row.run.judgement] : [];
  return [...said, ...judgement].join(', ');
}

function cellOf(row: Row, column: Column, text: string): HTMLElement {
  const cell = document.createElement('div');
  cell.setAttribute('role', 'gridcell');
  cell.dataset['column'] = column.key;
  if (column.isNumber && column.key !== 'curve') cell.classList.add('is-number');
  if (column.key === 'run') fillFirst(cell, row);
  else if (column.key === 'curve') cell.append(...drawCurve(runsOf(row)));
  else cell.textContent = text;
  if (column.key === 'status' && row.kind === 'run') addJudgement(cell, row.run.judgement);
  if (column.key === 'control' || column.key === 'baseline') {
    const [sign] = cell.textContent;
    if (sign === '−' || sign === '+') cell.dataset['tone'] = sign === '−' ? 'good' : 'bad';
  }
  if (column.isOfSplit && row.kind === 'run' && row.run.isValidation && cell.textContent !== missing) {
    cell.classList.add('is-validation');
    cell.title = 'on the validation split: the run has not finished';
  }
  return cell;
}

function addJudgement(cell: HTMLElement, judgement: string): void {
  if (judgement === '') return;
  const words = document.createElement('span');
  words.className = 'judgement';
  words.textContent = judgement;
  cell.append(' ', words);
}

function fillFirst(cell: HTMLElement, row: Row): void {
  const lead = document.createElement('span');
  lead.className = 'lead';
  lead.setAttribute('aria-hidden', 'true');
  if (row.kind === 'group') lead.textContent = row.isOpen ? '▾' : '▸';
  else lead.dataset['status'] = row.run.status;
  const name = document.createElement('span');
  name.className = 'name';
  name.textContent = row.kind === 'group' ? row.label : row.run.name;
  cell.append(
    lead,
    ...marksOf(row)
      .filter(({ isStar }) => isStar)
      .map(markElement),
    name,
  );
  if (row.kind === 'run' && row.run.difference !== '') {
    const difference = document.createElement('span');
    difference.className = 'difference';
    difference.textContent = row.run.difference;
    cell.append(difference);
  }
  cell.append(
    ...marksOf(row)
      .filter(({ isStar }) => !isStar)
      .map(markElement),
  );
}

function markElement({ text, words, isStar }: Mark): HTMLElement {
  const mark = document.createElement('span');
  mark.className = isStar ? 'star' : 'tag';
  mark.textContent = text;
  if (words !== text) mark.title = words;
  return mark;
}
