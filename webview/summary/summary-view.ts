import './style.css';
import {
  parseSummaryAnswer,
  type RunCard,
  type SummaryAction,
  type SummaryFacts,
  type SummaryRequest,
} from '../../src/panel/messages';
import { makeButton } from '../page/controls';
import { make } from '../page/page';
import { VerdictTablesView } from '../page/verdict-tables';
import type { View, ViewHost } from '../page/view';
import { paintPng } from './paint';

/** Minimum interval between requests while a run is active. */
const refreshMs = 1000;

const labels: Readonly<Record<SummaryAction, string>> = {
  stop: 'Stop',
  resume: 'Resume',
  rerun: 'Re-run',
  useStudent: 'Use this student…',
  export: 'Export…',
  openConfig: 'Open config',
  openLog: 'Open log',
  revealFolder: 'Reveal folder',
};

/** View of a run's facts, result and actions. All strings are set as text, so that a name cannot inject markup. */
export class SummaryView implements View {
  private readonly verdict: HTMLElement;
  private readonly tables: VerdictTablesView;
  private readonly tests: HTMLElement;
  private readonly objective: HTMLElement;
  private readonly buttons: HTMLElement;
  private readonly traceback: HTMLElement;
  private readonly list: HTMLElement;
  private isShown = false;
  private requestedAt = -Infinity;
  private shownActions = '';

  constructor(private readonly host: ViewHost) {
    const { element } = host;
    this.verdict = make('p', 'verdict', element);
    this.tables = new VerdictTablesView(element);
    this.tests = make('p', 'verdict-tests', element);
    this.objective = make('p', 'objective', element);
    this.buttons = make('div', 'summary-buttons', element);
    this.traceback = make('div', 'traceback', element);
    this.list = make('dl', 'facts', element);
  }

  show(): void {
    this.isShown = true;
    this.request({ type: 'facts' });
  }

  hide(): void {
    this.isShown = false;
  }

  showRun(run: RunCard): void {
    if (this.objective.textContent === '') this.objective.textContent = run.objective;
    if (this.isShown && performance.now() - this.requestedAt > refreshMs) this.request({ type: 'facts' });
  }

  receive(value: unknown): void {
    const answer = parseSummaryAnswer(value);
    if (answer.type === 'paint') void paintPng(answer.svg).then((png) => this.request({ type: 'painted', png }));
    else this.draw(answer);
  }

  repaint(): void {
    // The style sheet applies the new colours.
  }

  /** The exception, and a line for each frame; a file of the workspace opens at its line. */
  private drawTraceback(traceback: SummaryFacts['traceback']): void {
    this.traceback.hidden = traceback === undefined;
    if (traceback === undefined || this.traceback.dataset['shown'] === JSON.stringify(traceback)) return;
    this.traceback.dataset['shown'] = JSON.stringify(traceback);
    const frames = traceback.frames.map(({ file, line, isLink }) => {
      const place = make(isLink === true ? 'button' : 'span', '', this.traceback);
      place.textContent = `${file}:${line}`;
      if (isLink === true) place.addEventListener('click', () => this.request({ type: 'openFile', file, line }));
      return place;
    });
    const exception = make('code', '', this.traceback);
    exception.textContent = traceback.exception;
    this.traceback.replaceChildren(...frames, exception);
  }

  private request(request: SummaryRequest): void {
    if (request.type === 'facts') this.requestedAt = performance.now();
    this.host.send(request);
  }

  private draw({ objective, verdict, verdictTable, facts, actions, traceback }: SummaryFacts): void {
    this.verdict.textContent = verdict;
    this.verdict.hidden = verdict === '';
    this.tables.show(verdictTable);
    this.tests.textContent = verdictTable?.detail ?? '';
    this.tests.hidden = this.tests.textContent === '';
    this.objective.textContent = objective;
    this.drawTraceback(traceback);
    const rows = facts.map(({ label, value }) => {
      const row = document.createElement('div');
      make('dt', '', row).textContent = label;
      make('dd', '', row).textContent = value;
      return row;
    });
    this.list.replaceChildren(...rows);
    // Replaced only when they change, because a replaced button loses the focus.
    if (actions.join() === this.shownActions) return;
    this.shownActions = actions.join();
    this.buttons.replaceChildren(
      ...actions.map((action) =>
        makeButton(`do-${action}`, labels[action], () => this.request({ type: 'do', action })),
      ),
    );
  }
}
