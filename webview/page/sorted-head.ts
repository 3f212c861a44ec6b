/** A column by which rows can be ordered. */
export interface SortableColumn {
  readonly label: string;
  readonly isNumber: boolean;
  /** Direction of the rows by this column; `none` while another one orders them. */
  readonly order: 'ascending' | 'descending' | 'none';
}

/** Creates the head of a column with a button that orders the rows; a screen reader has their order from `aria-sort`. */
export function sortedHead({ label, isNumber, order }: SortableColumn, onSort: () => void): HTMLElement {
  const cell = document.createElement('div');
  cell.setAttribute('role', 'columnheader');
  cell.setAttribute('aria-sort', order);
  cell.classList.toggle('is-number', isNumber);
  const button = document.createElement('button');
  button.textContent = label;
  if (order !== 'none') button.append(arrowOf(order));
  button.addEventListener('click', onSort);
  cell.append(button);
  return cell;
}

function arrowOf(order: 'ascending' | 'descending'): HTMLElement {
  const arrow = document.createElement('span');
  arrow.setAttribute('aria-hidden', 'true');
  arrow.textContent = order === 'descending' ? ' ▾' : ' ▴';
  return arrow;
}

/** Replaces the heads of a table. The focus stays on the button of the same place. */
export function replaceHeads(row: Element, heads: readonly HTMLElement[]): void {
  const focus = [...row.querySelectorAll('button')].findIndex((button) => button === document.activeElement);
  row.replaceChildren(...heads);
  if (focus >= 0) row.querySelectorAll('button')[focus]?.focus();
}
