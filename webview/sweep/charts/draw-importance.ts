import { importanceOf, type FigureName, type Importance, type SweepTable } from '../../../src/sweep-figures';
import { formatPercent } from '../../../src/wording';

/** Draws the importance of each setting as a bar, the largest first. Undefined where there are too few runs. */
export function drawImportance(table: SweepTable, figure: FigureName): Element[] | undefined {
  const found = importanceOf(table, figure);
  if (found === undefined) return undefined;
  const list = document.createElement('ul');
  list.className = 'importance';
  list.append(...found.map(row));
  return [list];
}

function row({ label, share }: Importance): HTMLElement {
  const item = document.createElement('li');
  const [name, bar, number] = ['span', 'i', 'span'].map((tag) => document.createElement(tag));
  for (const part of [name, bar, number]) if (part !== undefined) item.append(part);
  if (name !== undefined) name.textContent = label;
  if (number !== undefined) number.textContent = formatPercent(share, 0);
  bar?.style.setProperty('--share', String(share));
  bar?.setAttribute('aria-hidden', 'true');
  return item;
}
