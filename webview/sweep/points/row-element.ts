import { missing } from '../../../src/wording';
import { formatStatus } from '../../../src/wording';
import type { Column } from '../../../src/sweep-figures';
import { keyOf, type Row } from './table-rows';

interface MadeRow {
  readonly columns: readonly Column[];
  /** Place of the row in the whole table. */
  readonly index: number;
  readonly isBest: boolean;
  /** Name of the row for a screen reader. */
  readonly label: string;
  /** Whether the tab key stops at it. */
  readonly isCurrent: boolean;
}

/** Makes a row of the table of points. */
export function makeRow(row: Row, { columns, index, isBest, label, isCurrent }: MadeRow): HTMLElement {
  const element = document.createElement('div');
  element.className = row.kind === 'point' ? 'point-row' : 'point-row is-run';
  element.dataset['key'] = keyOf(row);
  element.tabIndex = isCurrent ? 0 : -1;
  element.setAttribute('role', 'row');
  element.setAttribute('aria-level', row.kind === 'point' ? '1' : '2');
  element.setAttribute('aria-rowindex', String(index + 2));
  if (row.kind === 'point') element.setAttribute('aria-expanded', String(row.isOpen));
  const texts = columns.map((column) => (row.kind === 'point' ? column.text(row.point) : column.runText(row.run)));
  const said = columns.flatMap(({ label: name }, at) => {
    const text = texts[at] ?? '';
    return text === '' || text === missing ? [] : [`${name} ${text}`];
  });
  element.setAttribute('aria-label', [label, ...said, ...(isBest ? ['the best by the goal'] : [])].join(', '));
  element.append(
    ...columns.map((column, at) => cellOf(row, column, { text: texts[at] ?? '', isFirst: at === 0, isBest })),
  );
  return element;
}

function cellOf(
  row: Row,
  { isNumber, key }: Column,
  { text, isFirst, isBest }: { readonly text: string; readonly isFirst: boolean; readonly isBest: boolean },
): HTMLElement {
  const cell = document.createElement('div');
  cell.setAttribute('role', 'gridcell');
  cell.classList.toggle('is-number', isNumber && !isFirst);
  if (key === 'difference' && /^[−+]/.test(text)) cell.dataset['tone'] = text.startsWith('−') ? 'good' : 'bad';
  if (!isFirst) {
    cell.textContent = row.kind === 'run' && key === 'seeds' ? '' : text;
    return cell;
  }
  if (row.kind === 'run') {
    const { seed, status } = row.run;
    cell.textContent = `seed ${seed}${status === 'finished' ? '' : `, ${formatStatus(status)}`}`;
    return cell;
  }
  const twist = document.createElement('span');
  twist.className = 'twist';
  twist.textContent = row.isOpen ? '▾' : '▸';
  cell.append(twist, text);
  if (isBest) cell.append(tag('★', 'star'));
  if (row.point.stage === 'verdict') cell.append(tag('fresh', 'tag'));
  return cell;
}

function tag(text: string, className: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}
