import type { RunCard } from '../../src/panel/messages';
import { formatStatus } from '../../src/wording';

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the panel's page has no element '${id}'`);
  return found;
}

/** Shows a run's card. All strings are set as text, so that a name cannot inject markup. */
export function showCard(card: RunCard): void {
  setText('run-name', card.name);
  setText('run-status', formatStatus(card.status));
  element('run-status').dataset['status'] = card.status;
  setText('activity', card.activity);
  setText('result', card.result);
  showFigures(card.figures);
  showProgress(card);
  showWarnings(card.warnings);
  element('failure').hidden = card.failure === undefined;
  setText('failure-message', card.failure?.message ?? '');
  setText('failure-hint', card.failure?.hint ?? '');
  enable('stop', card.status === 'running' || card.status === 'queued' || card.isAtWork === true);
}

function showProgress({ status, progress }: RunCard): void {
  const bar = element('progress');
  if (!(bar instanceof HTMLProgressElement)) return;
  const isAlive = status === 'queued' || status === 'running' || status === 'stopping';
  bar.dataset['status'] = status;
  // Before the first step the progress is unknown: the bar is indeterminate.
  if (isAlive && progress === 0) bar.removeAttribute('value');
  else bar.value = status === 'finished' ? 1 : progress;
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

/** Shows a text in place of the curves; an empty text shows the curves. */
export function showWaiting(text: string): void {
  element('curves').classList.toggle('is-empty', text !== '');
  setText('waiting', text);
}

/** Text in place of the curves of a run without points. */
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

/** Shows a notice about the panel; an empty text hides it. */
export function showNotice(text: string): void {
  element('notice').hidden = text === '';
  setText('notice', text);
}

/** Shows that the run folder has been deleted, and disables the buttons. */
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

/** Sets an element's text if it differs, so that a screen reader does not repeat it. */
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
