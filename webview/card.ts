import type { RunCard } from '../src/editor/panel/messages';

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the panel's page has no element '${id}'`);
  return found;
}

/** Shows what a run is. All of it is set as text, so that a name can hold anything. */
export function showCard(card: RunCard): void {
  setText('run-name', card.name);
  setText('run-status', card.status);
  element('run-status').dataset['status'] = card.status;
  setText('activity', card.activity);
  setText('objective', card.objective);
  setText('result', card.result);
  setText('teacher', card.teacher);
  setText('student', card.student);
  setText('data', card.data);
  setText('seed', String(card.seed));
  setText('engine', card.engine);
  setText('epoch', `${card.epoch.toFixed(2)} of ${card.epochs}`);
  const progress = element('progress');
  if (progress instanceof HTMLProgressElement) progress.value = card.steps === 0 ? 0 : card.step / card.steps;
  element('failure').hidden = card.failure === undefined;
  setText('failure-message', card.failure?.message ?? '');
  setText('failure-hint', card.failure?.hint ?? '');
  element('stop').toggleAttribute('disabled', card.status !== 'running');
}

/** Sets an element's text. */
export function setText(id: string, text: string): void {
  element(id).textContent = text;
}
