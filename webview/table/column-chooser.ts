import type { Column } from '../../src/run-table';
import { make } from '../page/page';

/** A list of all columns, with those that are shown checked. */
export class ColumnChooser {
  private readonly details: HTMLDetailsElement;
  private readonly list: HTMLElement;
  private shown = '';

  /** `choose` is called with a column that is to be shown or hidden, `reset` where the page is to decide again. */
  constructor(
    parent: Element,
    private readonly choose: (key: string, isShown: boolean) => void,
    private readonly reset: () => void,
  ) {
    this.details = document.createElement('details');
    this.details.id = 'columns';
    const summary = make('summary', '', this.details, 'button');
    summary.textContent = 'Columns';
    this.list = make('div', 'column-list', this.details);
    this.list.setAttribute('role', 'group');
    this.list.setAttribute('aria-label', 'Columns');
    this.details.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !this.details.open) return;
      this.details.open = false;
      summary.focus();
    });
    document.addEventListener('click', (event) => {
      if (event.target instanceof Node && !this.details.contains(event.target)) this.details.open = false;
    });
    parent.append(this.details);
  }

  show(columns: readonly Column[], shown: readonly Column[]): void {
    const keys = new Set(shown.map(({ key }) => key));
    const text = JSON.stringify(columns.map(({ key }) => [key, keys.has(key)]));
    // Made anew only where it differs, so that a checkbox keeps the focus.
    if (text === this.shown) return;
    this.shown = text;
    const focused = document.activeElement instanceof HTMLInputElement ? document.activeElement.value : '';
    const boxes = columns
      .filter(({ key }) => key !== 'run')
      .map(({ key, label }) => {
        const holder = document.createElement('label');
        const box = document.createElement('input');
        box.type = 'checkbox';
        box.value = key;
        box.checked = keys.has(key);
        box.addEventListener('change', () => this.choose(key, box.checked));
        holder.append(box, ` ${label}`);
        if (label !== key && key.includes('.')) holder.title = key;
        return holder;
      });
    const back = document.createElement('button');
    back.className = 'button';
    back.textContent = 'Those that differ';
    back.addEventListener('click', () => this.reset());
    this.list.replaceChildren(...boxes, back);
    if (focused !== '') this.list.querySelector<HTMLInputElement>(`input[value="${CSS.escape(focused)}"]`)?.focus();
  }
}
