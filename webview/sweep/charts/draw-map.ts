import {
  figureOf,
  formatSpread,
  heatMap,
  wordsOfSpread,
  type MapCell,
  type SweepTable,
} from '../../../src/sweep-figures';
import { axesOf, figureIn, type Choices } from '../choices';
import { makeReachable, type Mark } from './marks';

const stateWords = { running: 'running', waiting: 'waiting', failed: 'no result', none: '' } as const;

/** Draws the map of a figure by two settings. */
export function drawMap(
  table: SweepTable,
  choices: Choices,
  show: (points: readonly number[], isByKey: boolean) => void,
): HTMLElement {
  const { rows, columns, fixed } = axesOf(table, choices);
  const figure = figureOf(table.goal, figureIn(table, choices));
  const map = heatMap(table, { figure: figure.name, rows, columns, fixed });
  const [rowLabel, columnLabel] = [rows, columns].map((index) => table.settings[index]?.label ?? '');
  const holder = document.createElement('div');
  holder.className = 'sweep-wide';
  const grid = document.createElement('table');
  grid.className = 'heat';
  grid.style.setProperty('--rows', String(map.rows.length));
  const head = grid.createTHead().insertRow();
  heading(head, `${rowLabel ?? ''} ╲ ${columnLabel ?? ''}`, 'col');
  for (const { label } of map.columns) heading(head, label, 'col');
  const body = grid.createTBody();
  const marks: Mark[] = [];
  map.cells.forEach((line, at) => {
    const row = body.insertRow();
    heading(row, map.rows[at]?.label ?? '', 'row');
    line.forEach((cell, across) => {
      const words = `${rowLabel ?? ''} ${map.rows[at]?.label ?? ''}, ${columnLabel ?? ''} ${map.columns[across]?.label ?? ''}`;
      const button = cellButton(cell, words, figure);
      row.insertCell().append(button);
      marks.push({ element: button, points: cell.points });
    });
  });
  makeReachable(marks, map.columns.length, (points, isByKey) => {
    if (points.length > 0) show(points, isByKey);
  });
  holder.append(grid);
  return holder;
}

function heading(row: HTMLTableRowElement, text: string, scope: 'row' | 'col'): void {
  const head = document.createElement('th');
  head.scope = scope;
  head.textContent = text;
  row.append(head);
}

function cellButton(cell: MapCell, place: string, figure: ReturnType<typeof figureOf>): HTMLButtonElement {
  const { spread, state, strength, tone, isBest } = cell;
  const button = document.createElement('button');
  button.dataset['mark'] = '';
  button.dataset['state'] = state;
  button.dataset['tone'] = tone;
  button.classList.toggle('is-best', isBest);
  button.style.setProperty('--strength', String(strength));
  const main = document.createElement('span');
  const small = document.createElement('small');
  if (state === 'measured' && spread !== undefined) {
    const words = wordsOfSpread(spread, figure);
    main.textContent = words.mean;
    small.textContent = words.deviation;
  } else {
    main.textContent = state === 'none' ? '' : '…';
    small.textContent = state === 'measured' ? '' : stateWords[state];
  }
  button.append(main, small);
  const value = state === 'measured' ? formatSpread(spread, figure) : state === 'none' ? 'no point' : stateWords[state];
  button.setAttribute('aria-label', `${place}: ${value}${isBest ? ', the best by the goal' : ''}`);
  button.title = isBest ? 'The best by the goal' : '';
  return button;
}
