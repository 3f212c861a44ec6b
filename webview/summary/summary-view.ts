import './style.css';
import type { RunCard } from '../../src/panel/messages';
import {
  readAction,
  type Fact,
  type SummaryAction,
  type SummaryAnswer,
  type SummaryRequest,
} from '../../src/panel/summary/messages';
import { makeButton } from '../controls';
import { listOf, recordOf, textOf } from '../fields';
import { make } from '../page';
import { Refusal } from '../refusal';
import type { View, ViewHost } from '../views';
import { paintPng } from './paint';

/** A run that trains is asked again no sooner. */
const refreshMs = 1000;

const labels: Readonly<Record<SummaryAction, string>> = {
  stop: 'Stop',
  resume: 'Resume',
  rerun: 'Re-run',
  export: 'Export…',
  openConfig: 'Open config',
  openLog: 'Open log',
  revealFolder: 'Reveal folder',
};

/** What the run is, what it reached and what can be done with it. All of it is set as text, so that a name can hold anything. */
export class SummaryView implements View {
  readonly element = document.createElement('section');
  private readonly verdict: HTMLElement;
  private readonly objective: HTMLElement;
  private readonly buttons: HTMLElement;
  private readonly list: HTMLElement;
  private isShown = false;
  private askedAt = -Infinity;
  private shownActions = '';

  constructor(private readonly host: ViewHost) {
    this.verdict = make('p', 'verdict', this.element);
    this.objective = make('p', 'objective', this.element);
    this.buttons = make('div', 'summary-buttons', this.element);
    this.list = make('dl', 'facts', this.element);
  }

  show(): void {
    this.isShown = true;
    this.ask({ type: 'facts' });
  }

  hide(): void {
    this.isShown = false;
  }

  showRun(run: RunCard): void {
    if (this.objective.textContent === '') this.objective.textContent = run.objective;
    if (this.isShown && performance.now() - this.askedAt > refreshMs) this.ask({ type: 'facts' });
  }

  receive(value: unknown): void {
    const answer = readSummaryAnswer(value);
    if (answer.type === 'paint') void paintPng(answer.svg).then((png) => this.ask({ type: 'painted', png }));
    else this.draw(answer);
  }

  repaint(): void {
    // The style sheet does.
  }

  private ask(request: SummaryRequest): void {
    if (request.type === 'facts') this.askedAt = performance.now();
    this.host.ask(request);
  }

  private draw({ objective, verdict, facts, actions }: Extract<SummaryAnswer, { readonly type: 'facts' }>): void {
    this.verdict.textContent = verdict;
    this.verdict.hidden = verdict === '';
    this.objective.textContent = objective;
    const rows = facts.map(({ label, value }) => {
      const row = document.createElement('div');
      make('dt', '', row).textContent = label;
      make('dd', '', row).textContent = value;
      return row;
    });
    this.list.replaceChildren(...rows);
    // Made anew only when they change: a focused button would lose the focus.
    if (actions.join() === this.shownActions) return;
    this.shownActions = actions.join();
    this.buttons.replaceChildren(
      ...actions.map((action) => makeButton(`do-${action}`, labels[action], () => this.ask({ type: 'do', action }))),
    );
  }
}

/** Reads an answer as it arrives. Throws a Refusal that says what is wrong with it. */
export function readSummaryAnswer(value: unknown): SummaryAnswer {
  const fields = recordOf(value, 'the answer');
  const { type } = fields;
  if (type === 'paint') return { type, svg: textOf(fields, 'svg') };
  if (type !== 'facts') throw new Refusal(`its type '${String(type)}' is unknown`);
  return {
    type,
    objective: textOf(fields, 'objective'),
    verdict: textOf(fields, 'verdict'),
    facts: listOf(fields, 'facts').map((fact): Fact => {
      const own = recordOf(fact, 'a fact');
      return { label: textOf(own, 'label'), value: textOf(own, 'value') };
    }),
    actions: listOf(fields, 'actions').map((action) => {
      const known = readAction(action);
      if (known === undefined) throw new Refusal(`the action '${String(action)}' is unknown`);
      return known;
    }),
  };
}
