import { make } from '../page/page';
import { confusionOf, frequentConfusions } from './order';
import { formatCountOf } from '../../src/wording';

export interface ConfusionContent {
  /** What the rows are, such as `Label`, and the class of each example. */
  readonly rowsAre: string;
  readonly rows: Int32Array;
  /** The student's choices. */
  readonly columns: Int32Array;
  readonly classNames: readonly string[];
}

/** A matrix of more classes could not be read; its most frequent confusions are listed instead. */
const mostClasses = 30;
const mostPairs = 60;

/** How often the student chose what where: a matrix to move in by arrow keys, whose cells can be pressed. */
export class ConfusionMatrix {
  private readonly caption: HTMLElement;
  private readonly place: HTMLElement;
  private cells: HTMLButtonElement[][] = [];

  /** `onChoose` is called with the class of the row and the student's. */
  constructor(
    host: HTMLElement,
    private readonly onChoose: (row: number, column: number) => void,
  ) {
    this.caption = make('h3', '', host);
    this.place = make('div', '', host, 'confusion');
    this.place.addEventListener('keydown', (event) => this.move(event));
  }

  show(content: ConfusionContent): void {
    const { rowsAre, classNames } = content;
    this.cells = [];
    const isMatrix = classNames.length <= mostClasses;
    const title = `${rowsAre} (rows) against student (columns)`;
    this.caption.textContent = isMatrix ? title : `${rowsAre} → student, where they differ most often`;
    this.place.replaceChildren(isMatrix ? this.matrix(content, title) : this.pairs(content));
  }

  private matrix({ rowsAre, rows, columns, classNames }: ConfusionContent, title: string): HTMLElement {
    const counts = confusionOf(rows, columns, classNames.length);
    const table = document.createElement('table');
    table.setAttribute('aria-label', title);
    const head = make('tr', '', table);
    make('td', '', head);
    for (const name of classNames) heading(name, 'col', head);
    classNames.forEach((name, row) => {
      const line = make('tr', '', table);
      heading(name, 'row', line);
      const own = classNames.map((_, column) => counts[row * classNames.length + column] ?? 0);
      const total = own.reduce((sum, count) => sum + count, 0);
      this.cells.push(
        own.map((count, column) => {
          const cell = make('button', '', make('td', '', line), row === column ? 'cell is-same' : 'cell');
          cell.textContent = count === 0 ? '·' : String(count);
          const words = `${rowsAre} ${name}, student ${classNames[column] ?? ''}: ${formatCountOf(count, 'example')}`;
          cell.title = words;
          cell.setAttribute('aria-label', words);
          // By logarithm: what is rare is what one looks for.
          // At most 40 %: more of it would hide the number.
          const share = count === 0 ? 0 : 0.1 + (0.3 * Math.log1p(count)) / Math.log1p(total);
          cell.style.setProperty('--share', `${(100 * share).toFixed(0)}%`);
          cell.tabIndex = row + column === 0 ? 0 : -1;
          cell.addEventListener('click', () => this.onChoose(row, column));
          return cell as HTMLButtonElement;
        }),
      );
    });
    return table;
  }

  private pairs({ rowsAre, rows, columns, classNames }: ConfusionContent): HTMLElement {
    const list = document.createElement('ol');
    list.className = 'pairs';
    for (const { row, column, count } of frequentConfusions(rows, columns, mostPairs)) {
      const button = make('button', '', make('li', '', list), 'pair');
      const [from, to] = [classNames[row] ?? '', classNames[column] ?? ''];
      button.textContent = `${from} → ${to}: ${count}`;
      button.title = `${rowsAre} ${from}, student ${to}: ${formatCountOf(count, 'example')}`;
      button.addEventListener('click', () => this.onChoose(row, column));
    }
    return list;
  }

  private move(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowRight: [0, 1],
      ArrowLeft: [0, -1],
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
    };
    const step = steps[event.key];
    const row = this.cells.findIndex((line) => line.some((cell) => cell === event.target));
    const column = this.cells[row]?.findIndex((cell) => cell === event.target) ?? -1;
    const from = this.cells[row]?.[column];
    const to = step && this.cells[row + step[0]]?.[column + step[1]];
    if (from === undefined || to === undefined) return;
    event.preventDefault();
    from.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  }
}

function heading(text: string, scope: 'row' | 'col', line: HTMLElement): void {
  const node = make('th', '', line);
  node.setAttribute('scope', scope);
  node.textContent = text;
  node.title = text;
}
