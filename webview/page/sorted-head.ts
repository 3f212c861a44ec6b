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

/**
 * Replaces the heads of a table. The tab key stops at one of them, and arrows lead to the others, so that rows are not a tab stop for
 * each column away. The stop and the focus stay on the button of the same place.
 */
export function replaceHeads(row: Element, heads: readonly HTMLElement[]): void {
  const before = [...row.querySelectorAll('button')];
  const focus = before.indexOf(focusedButton());
  const stop = before.findIndex(({ tabIndex }) => tabIndex === 0);
  row.replaceChildren(...heads);
  const buttons = [...row.querySelectorAll('button')];
  const kept = buttons[stop] === undefined ? 0 : stop;
  buttons.forEach((button, index) => (button.tabIndex = index === kept ? 0 : -1));
  buttons[focus]?.focus();
}

/** Moves between the heads of a table, and by the down arrow into its rows. */
export function moveBetweenHeads(row: HTMLElement, enterRows: () => void): void {
  row.addEventListener('keydown', (event) => {
    const buttons = [...row.querySelectorAll('button')];
    const index = buttons.indexOf(focusedButton());
    const last = buttons.length - 1;
    const moves: Readonly<Record<string, number>> = {
      ...{ ArrowRight: Math.min(index + 1, last), ArrowLeft: Math.max(index - 1, 0) },
      ...{ Home: 0, End: last },
    };
    const to = buttons[moves[event.key] ?? -1];
    if (index < 0 || (to === undefined && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    if (to === undefined) enterRows();
    else {
      buttons.forEach((button) => (button.tabIndex = button === to ? 0 : -1));
      to.focus();
    }
  });
}

const focusedButton = (): HTMLButtonElement =>
  document.activeElement instanceof HTMLButtonElement ? document.activeElement : document.createElement('button');
