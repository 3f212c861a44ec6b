import { make } from '../page/page';
import { confusionOf, frequentConfusions } from './order';
import { formatCountOf } from '../../src/wording';

/** Data of the matrix: two classes for each example. */
export interface ConfusionContent {
  /** Name of the rows, such as `Label`, and the class of each example. */
  readonly rowName: string;
  readonly rows: Int32Array;
  /** The student's predictions. */
  readonly columns: Int32Array;
  readonly classNames: readonly string[];
}

/** Limit of the classes in a matrix; for more, the most frequent confusions are listed. */
const maxClasses = 30;
const maxPairs = 60;

/** Confusion matrix of the student's predictions. Cells are buttons, and arrow keys move between them. */
export class ConfusionMatrix {
  private readonly caption: HTMLElement;
  private readonly body: HTMLElement;
  private cells: HTMLButtonElement[][] = [];

  /** `onChoose` is called with the class of the row and the student's prediction. */
  constructor(
    host: HTMLElement,
    private readonly onChoose: (row: number, column: number) => void,
  ) {
    this.caption = make('h3', '', host);
    this.body = make('div', '', host, 'confusion');
    this.body.addEventListener('keydown', (event) => this.move(event));
  }

  show(content: ConfusionContent): void {
    const { rowName, classNames } = content;
    this.cells = [];
    const isMatrix = classNames.length <= maxClasses;
    const title = `${rowName} (rows) against student (columns)`;
    this.caption.textContent = isMatrix ? title : `${rowName} → student, where they differ most often`;
    this.body.replaceChildren(isMatrix ? this.matrix(content, title) : this.pairs(content));
  }

  private matrix({ rowName, rows, columns, classNames }: ConfusionContent, title: string): HTMLElement {
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
          const words = `${rowName} ${name}, student ${classNames[column] ?? ''}: ${formatCountOf(count, 'example')}`;
          cell.title = words;
          cell.setAttribute('aria-label', words);
          // Logarithmic, because rare confusions are of most interest.
          // At most 40 %, so that the number stays legible.
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

  private pairs({ rowName, rows, columns, classNames }: ConfusionContent): HTMLElement {
    const list = document.createElement('ol');
    list.className = 'pairs';
    for (const { row, column, count } of frequentConfusions(rows, columns, maxPairs)) {
      const button = make('button', '', make('li', '', list), 'pair');
      const [from, to] = [classNames[row] ?? '', classNames[column] ?? ''];
      button.textContent = `${from} → ${to}: ${count}`;
      button.title = `${rowName} ${from}, student ${to}: ${formatCountOf(count, 'example')}`;
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
