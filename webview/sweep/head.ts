import type { SweepAction, SweepHead } from '../../src/panel/messages';
import { formatStatus } from '../../src/wording';
import { make } from '../page/page';
import { setText } from '../page/set-text';

const actions: readonly (readonly [SweepAction, string])[] = [
  ['stop', 'Stop'],
  ['resume', 'Resume'],
  ['retryFailed', 'Retry failed'],
  ['addPoints', 'Add points'],
  ['export', 'Export…'],
  ['openConfig', 'Config'],
  ['openLog', 'Log'],
  ['revealFolder', 'Folder'],
];

/** The head of the page: the sweep's name, how it stands, and what can be done with it. */
export class Head {
  private readonly name: HTMLElement;
  private readonly status: HTMLElement;
  private readonly subtitle: HTMLElement;
  private readonly standing: HTMLElement;
  private readonly progress: HTMLProgressElement;
  private readonly notice: HTMLElement;
  private readonly failure: HTMLElement;
  private readonly buttons = new Map<SweepAction, HTMLButtonElement>();

  constructor(parent: Element, perform: (action: SweepAction) => void) {
    const head = make('header', '', parent);
    const title = make('div', 'title', head);
    this.name = make('h1', 'sweep-name', title);
    this.status = make('span', 'sweep-status', title, 'status');
    this.subtitle = make('span', 'subtitle', title);
    this.standing = make('span', 'standing', title);
    this.standing.setAttribute('role', 'status');
    const buttons = make('div', 'buttons', head);
    for (const [action, label] of actions) {
      const button = document.createElement('button');
      button.className = action === 'stop' || action === 'resume' ? 'button is-main' : 'button';
      button.textContent = label;
      button.addEventListener('click', () => perform(action));
      buttons.append(button);
      this.buttons.set(action, button);
    }
    this.progress = document.createElement('progress');
    this.progress.setAttribute('aria-label', 'Progress of the sweep');
    parent.append(this.progress);
    this.notice = message(parent, 'notice', 'status');
    this.failure = message(parent, 'failure', 'alert');
  }

  show({ name, status, subtitle, standing, progress, failure, actions: possible }: SweepHead): void {
    setText(this.name, name);
    setText(this.status, formatStatus(status));
    this.status.dataset['status'] = status;
    setText(this.subtitle, subtitle);
    setText(this.standing, standing);
    // As the panel of a run, which has none once it has finished.
    this.progress.hidden = status === 'finished';
    this.progress.value = progress;
    this.progress.dataset['status'] = status;
    this.fail(failure);
    for (const [action, button] of this.buttons) button.hidden = !possible.includes(action);
  }

  /** Shows a problem in reading; an empty text hides it. */
  say(text: string): void {
    this.notice.hidden = text === '';
    setText(this.notice, text);
  }

  /** Shows that the sweep was deleted. */
  end(): void {
    setText(this.status, 'deleted');
    setText(this.standing, '');
    this.progress.hidden = true;
    for (const button of this.buttons.values()) button.hidden = true;
    this.say('This sweep was deleted. Close this panel, or start another one from its config.');
  }

  private fail(text: string): void {
    this.failure.hidden = text === '';
    setText(this.failure, text);
  }
}

function message(parent: Element, id: string, role: string): HTMLElement {
  const element = make('div', id, parent, 'notice');
  element.setAttribute('role', role);
  element.hidden = true;
  return element;
}
