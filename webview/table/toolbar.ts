import type { SavedView } from '../../src/panel/messages';
import { groupings, type Grouping, type TableView } from '../../src/run-table';
import { onArrowDown } from '../page/on-arrow-down';
import { make } from '../page/page';
import { setText } from '../page/set-text';

/** Requests of the toolbar to the page. */
export interface ToolbarHost {
  change(changed: Partial<TableView>): void;
  saveView(): void;
  deleteView(name: string): void;
  /** Gives the focus to the rows. */
  enterRows(): void;
}

const groupingLabels: Readonly<Record<Grouping, string>> = {
  none: 'no groups',
  seeds: 'seeds folded',
  sweep: 'by sweep',
};

/** The filter, the grouping and the saved views. */
export class Toolbar {
  private readonly input: HTMLInputElement;
  private readonly grouping: HTMLSelectElement;
  private readonly views: HTMLSelectElement;
  private readonly remove: HTMLButtonElement;
  private readonly count: HTMLElement;
  private readonly fault: HTMLElement;
  private saved: readonly SavedView[] = [];

  constructor(
    parent: Element,
    private readonly host: ToolbarHost,
  ) {
    const bar = make('div', 'toolbar', parent);
    this.input = document.createElement('input');
    this.input.type = 'search';
    this.input.id = 'filter';
    this.input.setAttribute('aria-label', 'Filter the runs');
    this.input.setAttribute('aria-describedby', 'fault');
    this.input.placeholder = 'accuracy>95% T<20 ★ #tag is:running';
    this.input.title =
      'Words that all have to fit: comparisons with columns, ★, #tag, is:archived and other kinds, or text of a label, tag or note';
    this.input.addEventListener('input', () => host.change({ filter: this.input.value }));
    onArrowDown(this.input, () => host.enterRows());
    bar.append(this.input);
    this.grouping = chooser(bar, 'grouping', 'Groups', () => {
      const grouping = groupings.find((one) => one === this.grouping.value);
      if (grouping !== undefined) host.change({ grouping });
    });
    this.grouping.append(...groupings.map((name) => option(name, groupingLabels[name])));
    this.count = make('span', 'count', bar);
    this.count.setAttribute('role', 'status');
    const end = make('span', '', bar, 'end');
    this.views = chooser(end, 'views', 'View', () => this.choose());
    end.append(button('save-view', 'Save View…', () => host.saveView()));
    this.remove = button('delete-view', 'Delete View', () => host.deleteView(this.views.value));
    end.append(this.remove);
    this.fault = make('p', 'fault', parent);
    this.fault.setAttribute('role', 'status');
  }

  /** Shows the choices as they are. */
  show(view: TableView): void {
    if (this.input.value !== view.filter) this.input.value = view.filter;
    this.grouping.value = view.grouping;
    const chosen = this.saved.find((one) => isSameView(one.view, view));
    this.views.value = chosen?.name ?? '';
    this.remove.hidden = chosen === undefined;
  }

  /** Shows how many runs fit, and why a filter cannot be read. */
  showCount(count: string, fault: string): void {
    setText(this.count, count);
    setText(this.fault, fault);
    this.fault.hidden = fault === '';
  }

  offerViews(saved: readonly SavedView[], view: TableView): void {
    this.saved = saved;
    const first = option('', saved.length === 0 ? 'none saved' : 'unsaved');
    this.views.replaceChildren(first, ...saved.map(({ name }) => option(name, name)));
    this.show(view);
  }

  focusFilter(): void {
    this.input.focus();
    this.input.select();
  }

  private choose(): void {
    const chosen = this.saved.find(({ name }) => name === this.views.value);
    if (chosen !== undefined) this.host.change(chosen.view);
  }
}

function isSameView(one: TableView, other: TableView): boolean {
  const text = ({ filter, grouping, order, columns }: TableView): string =>
    JSON.stringify([filter.trim(), grouping, order.key, order.isDescending, Object.entries(columns).sort()]);
  return text(one) === text(other);
}

function chooser(parent: Element, id: string, label: string, onChange: () => void): HTMLSelectElement {
  const holder = make('label', '', parent, 'chooser');
  make('span', '', holder).textContent = label;
  const select = document.createElement('select');
  select.id = id;
  select.addEventListener('change', onChange);
  holder.append(select);
  return select;
}

function option(value: string, text: string): HTMLOptionElement {
  const made = document.createElement('option');
  made.value = value;
  made.textContent = text;
  return made;
}

/** A button of the page. */
export function button(id: string, text: string, onPress: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.id = id;
  made.className = 'button';
  made.textContent = text;
  made.addEventListener('click', onPress);
  return made;
}
