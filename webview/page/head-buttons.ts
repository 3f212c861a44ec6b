import type { PanelAction, RunCard } from '../../src/panel/messages';
import { makeIcon, type IconName } from './icons';

type HeadAction = PanelAction | 'export';

interface ActionButton {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
}

/** Buttons of the head in their order. One of the first three is the primary one, by the run's state. */
const actionButtons: Readonly<Partial<Record<HeadAction, ActionButton>>> = {
  stop: { id: 'stop', label: 'Stop', icon: 'stop' },
  resume: { id: 'resume', label: 'Resume', icon: 'resume' },
  rerun: { id: 'rerun', label: 'Re-run', icon: 'rerun' },
  useStudent: { id: 'use-student', label: 'Use this student…', icon: 'student' },
  export: { id: 'export', label: 'Export…', icon: 'download' },
  openConfig: { id: 'open-config', label: 'Open config', icon: 'config' },
  revealFolder: { id: 'reveal-folder', label: 'Reveal folder', icon: 'folder' },
};

/** Buttons of a run's head: one primary action by the run's state, and icons for the others that it allows. */
export class HeadButtons {
  private readonly buttons = new Map<HeadAction, HTMLButtonElement>();

  constructor(host: HTMLElement, onAction: (action: HeadAction) => void) {
    for (const [name, { id, label, icon }] of Object.entries(actionButtons) as [HeadAction, ActionButton][]) {
      const button = document.createElement('button');
      button.id = id;
      button.title = label;
      button.setAttribute('aria-label', label);
      const words = document.createElement('span');
      words.className = 'words';
      words.textContent = label;
      button.append(makeIcon(icon), words);
      button.addEventListener('click', () => onAction(name));
      this.buttons.set(name, button);
      host.append(button);
    }
    this.show({ primary: undefined, icons: ['openConfig', 'revealFolder'] });
  }

  /** Shows the actions that a run allows. */
  showRun(run: RunCard): void {
    this.show(actionsOf(run));
    const stop = this.buttons.get('stop');
    if (stop !== undefined && run.status === 'stopping') stop.disabled = true;
  }

  /** Disables all: the run is gone. */
  disable(): void {
    for (const button of this.buttons.values()) button.disabled = true;
  }

  /** Shows these actions; the others are disabled too, so that no script or screen reader presses one that the run does not allow. */
  private show({ primary, icons }: ShownActions): void {
    for (const [name, button] of this.buttons) {
      button.hidden = name !== primary && !icons.includes(name);
      button.className = name === primary ? 'button primary' : 'icon-button';
      button.disabled = button.hidden;
    }
  }
}

interface ShownActions {
  readonly primary: HeadAction | undefined;
  readonly icons: readonly HeadAction[];
}

function actionsOf({ status, isAtWork }: RunCard): ShownActions {
  const places = ['export', 'openConfig', 'revealFolder'] as const;
  switch (status) {
    case 'queued':
    case 'running':
    case 'stopping':
      return { primary: 'stop', icons: ['rerun', ...places] };
    case 'stopped':
    case 'failed':
    case 'lost':
      return { primary: 'resume', icons: ['rerun', ...places] };
    case 'finished':
      return { primary: 'rerun', icons: ['useStudent', ...places] };
    case 'broken':
      return { primary: isAtWork === true ? 'stop' : undefined, icons: ['revealFolder'] };
  }
}
