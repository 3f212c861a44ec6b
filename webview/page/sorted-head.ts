/** Writes the name of a column into its button, with an arrow where rows are in its order; a screen reader has that from the head's `aria-sort`. */
export function writeSortedHead(button: HTMLElement, label: string, order: 'ascending' | 'descending' | 'none'): void {
  button.textContent = label;
  if (order === 'none') return;
  const arrow = document.createElement('span');
  arrow.setAttribute('aria-hidden', 'true');
  arrow.textContent = order === 'descending' ? ' ▾' : ' ▴';
  button.append(arrow);
}
