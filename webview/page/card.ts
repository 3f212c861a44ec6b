import type { RunCard } from '../../src/panel/messages';
import { capitalize, formatAge, formatStatus } from '../../src/wording';
import { setText } from './set-text';

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the panel's page has no element '${id}'`);
  return found;
}

/** Shows a run's card. All strings are set as text, so that a name cannot inject markup. */
export function showCard(card: RunCard): void {
  writeText('run-name', card.name);
  writeText('details', card.difference ?? card.details);
  showStatus(formatStatus(card.status), card.status);
  writeText('activity', card.activity);
  // A run at work says how far it is and how long it still takes.
  writeText('age', card.createdAt > 0 && !isAlive(card) ? formatAge(card.createdAt, Date.now()) : '');
  showFigures(card.figures);
  showProgress(card);
  showWarnings(card.warnings);
  element('failure').hidden = card.failure === undefined;
  writeText('failure-message', card.failure?.message ?? '');
  writeText('failure-hint', card.failure?.hint ?? '');
}

function showStatus(words: string, status: string): void {
  writeText('run-status', words);
  for (const id of ['run-status', 'status-dot']) element(id).dataset['status'] = status;
}

const isAlive = ({ status }: RunCard): boolean => status === 'queued' || status === 'running' || status === 'stopping';

function showProgress(card: RunCard): void {
  const bar = element('progress');
  if (!(bar instanceof HTMLProgressElement)) return;
  bar.hidden = !isAlive(card);
  // Before the first step the progress is unknown: the bar is indeterminate.
  if (isAlive(card) && card.progress === 0) bar.removeAttribute('value');
  else bar.value = card.progress;
}

function showWarnings(warnings: RunCard['warnings']): void {
  element('warnings').hidden = warnings.length === 0;
  const lines = warnings.map((text) => {
    const line = document.createElement('p');
    line.textContent = text;
    return line;
  });
  element('warnings').replaceChildren(...lines);
}

function showFigures(figures: RunCard['figures']): void {
  const list = element('figures');
  list.hidden = figures.length === 0;
  const key = JSON.stringify(figures);
  if (list.dataset['shown'] === key) return;
  list.dataset['shown'] = key;
  const cells = figures.map(({ label, value, detail, tone }) => {
    const cell = document.createElement('div');
    cell.dataset['tone'] = tone;
    for (const [tag, text, className] of [
      ['dt', label, ''],
      ['dd', value, 'value'],
      ['dd', detail, 'detail'],
    ] as const) {
      if (text === '') continue;
      const node = document.createElement(tag);
      node.textContent = text;
      node.className = className;
      // A space, so that value and detail are two words to a reader and in a copied text.
      cell.append(node, ' ');
    }
    return cell;
  });
  list.replaceChildren(...cells);
}

/** Shows a text in place of the curves; an empty text shows the curves. */
export function showWaiting(text: string): void {
  element('curves').classList.toggle('is-empty', text !== '');
  writeText('waiting', text);
}

/** Text in place of the curves of a run without points. */
export function waitingText({ status, activity }: RunCard): string {
  switch (status) {
    case 'queued':
    case 'running':
    case 'stopping':
      return `${activity === '' ? 'Waiting' : capitalize(activity)}. The curves begin with the student’s first step.`;
    case 'stopped':
      return 'The run was stopped before the student’s first step, so there are no curves.';
    case 'finished':
      return 'The log of this run holds no step, so there are no curves.';
    case 'failed':
    case 'lost':
    case 'broken':
      return 'The run ended before the student’s first step, so there are no curves.';
  }
}

/** Shows a notice about the panel; an empty text hides it. */
export function showNotice(text: string): void {
  element('notice').hidden = text === '';
  writeText('notice', text);
}

/** Shows that the run folder has been deleted. */
export function showGone(): void {
  if (element('run-name').textContent === '') writeText('run-name', 'Run');
  showStatus('deleted', 'deleted');
  writeText('activity', '');
  element('progress').hidden = true;
  element('body').hidden = true;
  element('figures').hidden = true;
  element('failure').hidden = true;
  showNotice('This run was deleted, and its curves with it. Close this panel, or start another run from its config.');
}

/** Sets the text of the element of an id, as `setText` does. */
export function writeText(id: string, text: string): void {
  setText(element(id), text);
}
