import type { RunCard } from '../../src/panel/messages';
import { formatStatus } from '../../src/wording';

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the panel's page has no element '${id}'`);
  return found;
}

/** Shows what a run is. All of it is set as text, so that a name can hold anything. */
export function showCard(card: RunCard): void {
  setText('run-name', card.name);
  setText('run-status', formatStatus(card.status));
  element('run-status').dataset['status'] = card.status;
  setText('activity', card.activity);
  setText('result', card.result);
  showFigures(card.figures);
  showProgress(card);
  element('failure').hidden = card.failure === undefined;
  setText('failure-message', card.failure?.message ?? '');
  setText('failure-hint', card.failure?.hint ?? '');
  enable('stop', card.status === 'running' || card.status === 'queued');
}

function showProgress({ status, progress }: RunCard): void {
  const bar = element('progress');
  if (!(bar instanceof HTMLProgressElement)) return;
  const isAlive = status === 'queued' || status === 'running' || status === 'stopping';
  bar.dataset['status'] = status;
  // Before the first step nobody knows how far it is: the bar says so by having no value.
  if (isAlive && progress === 0) bar.removeAttribute('value');
  else bar.value = status === 'finished' ? 1 : progress;
}

function showFigures(figures: RunCard['figures']): void {
  element('outcome').hidden = figures.length === 0;
  const rows = figures.map(({ label, value, detail }) => {
    const row = document.createElement('div');
    for (const [tag, text, className] of [
      ['dt', label, ''],
      ['dd', value, 'value'],
      ['dd', detail, 'detail'],
    ] as const) {
      const node = document.createElement(tag);
      node.textContent = text;
      node.className = className;
      row.append(node);
    }
    return row;
  });
  element('figures').replaceChildren(...rows);
}

/** Says in the curves' place why there are none; an empty text shows the curves. */
export function showWaiting(text: string): void {
  element('curves').classList.toggle('is-empty', text !== '');
  setText('waiting', text);
}

/** What to say of a run that has no point yet. */
export function waitingText({ status, activity }: RunCard): string {
  switch (status) {
    case 'queued':
    case 'running':
    case 'stopping':
      return `${capital(activity)}. The curves begin with the student’s first step.`;
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

/** Shows a line about the panel itself; an empty text takes it away. */
export function showNotice(text: string): void {
  element('notice').hidden = text === '';
  setText('notice', text);
}

/** The run's folder is no longer there: says so, and nothing of the run can be pressed any more. */
export function showGone(): void {
  if (element('run-name').textContent === '') setText('run-name', 'Run');
  setText('run-status', 'deleted');
  element('run-status').dataset['status'] = 'deleted';
  setText('activity', '');
  element('progress').hidden = true;
  element('body').hidden = true;
  element('outcome').hidden = true;
  element('failure').hidden = true;
  showNotice('This run was deleted, and its curves with it. Close this panel, or start another run from its config.');
  for (const id of ['stop', 'rerun', 'open-config', 'reveal-folder']) enable(id, false);
}

/** Sets an element's text, and leaves it alone when it is the same, so that nobody hears it twice. */
export function setText(id: string, text: string): void {
  const node = element(id);
  if (node.textContent !== text) node.textContent = text;
}

function enable(id: string, isEnabled: boolean): void {
  element(id).toggleAttribute('disabled', !isEnabled);
}

function capital(text: string): string {
  return text === '' ? 'Waiting' : text.charAt(0).toUpperCase() + text.slice(1);
}
