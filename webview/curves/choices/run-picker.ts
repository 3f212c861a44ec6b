import type { ListedRun } from '../../../src/panel/messages';
import { maxPins } from '../../../src/panel/messages';
import type { RunInSlot, Scene } from '../scene';
import { make } from '../../page/page';
import type { Pins } from '../../page/pins';
import { colourOf } from '../../drawing';
import { formatDate, formatStatus } from '../../../src/wording';

export interface PickerActions {
  /** Requests the list of runs. */
  readonly onList: () => void;
  /** Called with the run to emphasise, or undefined. */
  readonly onHighlight: (runId: string | undefined) => void;
  /** Goes to the panel of a run. */
  readonly onOpen: (runId: string) => void;
}

/** Legend of the drawn runs, with a list to pin more. */
export class RunPicker {
  private readonly legend: HTMLElement;
  private readonly list: HTMLElement;
  private readonly details: HTMLDetailsElement;
  private runs: readonly ListedRun[] = [];
  private drawn = '';

  constructor(
    hosts: { readonly picker: HTMLElement; readonly legend: HTMLElement },
    private readonly pins: Pins,
    private readonly actions: PickerActions,
  ) {
    this.legend = make('ul', 'runs', hosts.legend);
    this.legend.setAttribute('aria-label', 'Runs that are drawn');
    this.details = document.createElement('details');
    this.details.id = 'run-picker';
    make('summary', '', this.details).textContent = 'compare with…';
    this.list = make('div', 'run-list', this.details);
    hosts.picker.append(this.details);
    this.details.addEventListener('toggle', () => {
      if (this.details.open) actions.onList();
    });
    this.details.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      this.details.open = false;
      this.details.querySelector('summary')?.focus();
    });
    pins.onChange(() => this.showList());
  }

  /** Fills the list with the runs that can be pinned. */
  offer(runs: readonly ListedRun[]): void {
    this.runs = runs;
    this.showList();
  }

  /** Shows the names of the drawn runs, unless the panel's own is the only one. */
  showDrawn({ runs, highlighted, theme }: Scene): void {
    const key = JSON.stringify([
      runs.map(({ runId, name, status, slot }) => [runId, name, status, colourOf(theme, slot)]),
    ]);
    this.legend.hidden = runs.length < 2;
    for (const item of this.legend.querySelectorAll<HTMLElement>('[data-run]')) {
      item.classList.toggle('is-faint', highlighted !== undefined && highlighted !== item.dataset['run']);
    }
    if (key === this.drawn) return;
    this.drawn = key;
    this.legend.replaceChildren(...runs.map((run) => this.item(run, colourOf(theme, run.slot))));
  }

  private item({ runId, name, status, slot }: RunInSlot, colour: string): HTMLElement {
    const item = document.createElement('li');
    item.dataset['run'] = runId;
    const swatch = make('span', '', item, 'run-swatch');
    swatch.style.backgroundColor = colour;
    const label = make('button', '', item, 'run-name');
    label.textContent = status === 'gone' ? `${name} (deleted)` : name;
    label.title = slot > 0 ? `Go to ${name}, ${runId}` : runId;
    if (slot > 0) label.addEventListener('click', () => this.actions.onOpen(runId));
    for (const [event, run] of [
      ['mouseenter', runId],
      ['focusin', runId],
      ['mouseleave', undefined],
      ['focusout', undefined],
    ] as const) {
      item.addEventListener(event, () => this.actions.onHighlight(run));
    }
    if (slot > 0) {
      const off = make('button', '', item, 'unpin');
      off.textContent = '×';
      off.setAttribute('aria-label', `Take ${name} off`);
      off.addEventListener('click', () => this.pins.toggle(runId));
    }
    return item;
  }

  private showList(): void {
    if (!this.details.open) return;
    const rows = this.runs.map((run) => this.row(run));
    if (rows.length > 0) this.list.replaceChildren(...rows);
    else this.list.textContent = 'There is no other run in this workspace.';
  }

  private row({ runId, name, status, createdAt }: ListedRun): HTMLElement {
    const label = document.createElement('label');
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.value = runId;
    box.checked = this.pins.has(runId);
    box.disabled = !box.checked && this.pins.list().length >= maxPins;
    box.addEventListener('change', () => this.pins.toggle(runId));
    const facts = document.createElement('span');
    facts.className = 'detail';
    facts.textContent = `${formatStatus(status)}, ${formatDate(createdAt)}`;
    label.append(box, ` ${name} `, facts);
    return label;
  }
}
