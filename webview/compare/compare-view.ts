import './style.css';
import {
  parseCompareAnswer,
  type CompareRequest,
  type ComparedRow,
  type ComparedRun,
  type RunComparison,
  type RunCard,
} from '../../src/panel/messages';
import { make } from '../page/page';
import type { View, ViewHost } from '../page/view';
import { formatStatus } from '../../src/wording';

/** Minimum interval between requests while a run is active. */
const refreshMs = 2000;
/** Titles of a difference: the tone as text too, for people who do not see its colour. */
const toneTitles = { better: 'better than the baseline', worse: 'worse than the baseline', same: '' };

/** View that compares the panel's run with the pinned ones: settings that differ, and results against a baseline. */
export class CompareView implements View {
  private readonly add: HTMLSelectElement;
  private readonly notes: HTMLElement;
  private readonly tableHost: HTMLElement;
  private readonly repeats: HTMLElement;
  private run: RunCard | undefined;
  private baseline = '';
  private isShown = false;
  private requestedAt = -Infinity;

  constructor(private readonly host: ViewHost) {
    const { element } = host;
    const head = make('label', '', element, 'chooser compare-add');
    make('span', '', head).textContent = 'Add a run';
    this.add = document.createElement('select');
    this.add.id = 'compare-add';
    head.append(this.add);
    this.notes = make('div', 'compare-notes', element);
    this.notes.setAttribute('role', 'status');
    this.tableHost = make('div', 'compare-place', element, 'compare-wide');
    this.repeats = make('div', 'compare-repeats', element);
    this.add.addEventListener('change', () => {
      if (this.add.value !== '') this.host.pins.toggle(this.add.value);
    });
    this.host.pins.onChange(() => this.request());
  }

  show(): void {
    this.isShown = true;
    this.request();
  }

  hide(): void {
    this.isShown = false;
  }

  showRun(run: RunCard): void {
    if (run.id !== this.run?.id) this.baseline = readBaseline(this.host.saved()) ?? run.id;
    this.run = run;
    if (performance.now() - this.requestedAt > refreshMs) this.request();
  }

  receive(value: unknown): void {
    const answer = parseCompareAnswer(value);
    if (answer.type === 'comparison') this.draw(answer);
    else this.note([answer.message]);
  }

  repaint(): void {
    // The style sheet applies the new colours.
  }

  private request(): void {
    if (!this.isShown || this.run === undefined) return;
    this.requestedAt = performance.now();
    const runIds = this.host.pins.list().map(({ runId }) => runId);
    const request: CompareRequest = { type: 'compare', runIds, baseline: this.baseline };
    this.host.send(request);
  }

  private draw(comparison: RunComparison): void {
    const { runs, others, warnings, settings, repeats } = comparison;
    fillChoices(this.add, others);
    const only = ['Add a run to see in what it differs from this one, and what that changed.'];
    const same = ['The configs of these runs are the same.'];
    this.note(runs.length < 2 ? only : settings.length === 0 ? same : warnings);
    this.tableHost.replaceChildren(this.table(comparison));
    const lines = repeats.map(({ label, result }) => {
      const line = document.createElement('p');
      line.textContent = `${label}: ${result}`;
      return line;
    });
    this.repeats.replaceChildren(...lines);
  }

  private note(texts: readonly string[]): void {
    const banner = document.createElement('div');
    banner.className = 'notice';
    for (const text of texts) make('p', '', banner).textContent = text;
    this.notes.replaceChildren(...(texts.length > 0 ? [banner] : []));
  }

  private table({ runs, settings, results, baseline }: RunComparison): HTMLElement {
    const table = document.createElement('table');
    table.className = 'compare';
    const head = make('tr', '', make('thead', '', table));
    make('td', '', head);
    for (const run of runs) this.heading(run, run.id === baseline, head);
    addRows(table, 'Results', results, runs.length);
    addRows(table, 'Settings that differ', settings, runs.length);
    return table;
  }

  private heading({ id, name, status }: ComparedRun, isBaseline: boolean, line: HTMLElement): void {
    const head = make('th', '', line);
    head.setAttribute('scope', 'col');
    make('strong', '', head).textContent = name;
    make('span', '', head, 'compare-id').textContent = `${id}, ${formatStatus(status)}`;
    const choice = make('label', '', head, 'check');
    const radio = document.createElement('input');
    radio.type = 'radio';
    radio.name = 'compare-baseline';
    radio.checked = isBaseline;
    radio.addEventListener('change', () => this.take(id));
    choice.append(radio);
    make('span', '', choice).textContent = 'baseline';
    if (id === this.run?.id) return;
    const remove = make('button', '', head, 'plain');
    remove.textContent = 'Remove';
    remove.setAttribute('aria-label', `Remove ${name}, ${id}`);
    remove.addEventListener('click', () => this.host.pins.toggle(id));
  }

  private take(baseline: string): void {
    this.baseline = baseline;
    this.host.save({ baseline });
    this.request();
  }
}

function readBaseline(kept: unknown): string | undefined {
  const { baseline } = (kept ?? {}) as { readonly baseline?: unknown };
  return typeof baseline === 'string' ? baseline : undefined;
}

function fillChoices(select: HTMLSelectElement, others: readonly ComparedRun[]): void {
  const options = [{ id: '', text: others.length === 0 ? 'no other run' : 'choose…' }].concat(
    others.map(({ id, status }) => ({ id, text: `${id}, ${formatStatus(status)}` })),
  );
  // Replaced only when the choices change, because that closes an open list.
  const now = JSON.stringify(options);
  if (select.dataset['options'] === now) return;
  select.dataset['options'] = now;
  const nodes = options.map(({ id, text }) => {
    const option = document.createElement('option');
    option.value = id;
    option.textContent = text;
    return option;
  });
  select.replaceChildren(...nodes);
}

function addRows(table: HTMLElement, title: string, rows: readonly ComparedRow[], runs: number): void {
  if (rows.length === 0) return;
  const body = make('tbody', '', table);
  const head = make('th', '', make('tr', '', body, 'compare-part'));
  head.setAttribute('scope', 'rowgroup');
  head.setAttribute('colspan', String(runs + 1));
  head.textContent = title;
  for (const { label, cells } of rows) {
    const line = make('tr', '', body);
    const name = make('th', '', line);
    name.setAttribute('scope', 'row');
    // A long path of a setting may wrap after a dot.
    for (const part of label.split(/(?<=\.)/)) name.append(part, document.createElement('wbr'));
    for (const { text, delta, tone } of cells) {
      const cell = make('td', '', line);
      make('span', '', cell).textContent = text;
      if (delta === '') continue;
      const difference = make('span', '', cell, `delta is-${tone}`);
      difference.textContent = delta;
      difference.title = toneTitles[tone];
    }
  }
}
