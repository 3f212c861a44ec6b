import type { TableAction } from '../../src/panel/messages';
import type { TableRun } from '../../src/run-table';
import { formatCountOf } from '../../src/wording';
import { make } from '../page/page';
import { setText } from '../page/set-text';
import { button } from './toolbar';

interface Offered {
  readonly action: TableAction;
  readonly label: string;
  /** Whether it is offered for these runs. */
  readonly fits: (runs: readonly TableRun[]) => boolean;
}

const isActive = ({ status }: TableRun): boolean =>
  status === 'queued' || status === 'running' || status === 'stopping';
const isOne = (runs: readonly TableRun[]): boolean => runs.length === 1;
const isAny = (): boolean => true;

const offered: readonly Offered[] = [
  { action: 'compare', label: 'Compare', fits: (runs) => runs.filter(({ isSweep }) => !isSweep).length > 1 },
  // A sweep has a page of its own, so that it is exported alone.
  { action: 'export', label: 'Export…', fits: (runs) => isOne(runs) || runs.every(({ isSweep }) => !isSweep) },
  { action: 'star', label: '★ Star', fits: isAny },
  { action: 'tag', label: 'Tag…', fits: isAny },
  { action: 'archive', label: 'Archive', fits: isAny },
  { action: 'baseline', label: 'Pin as Baseline', fits: isOne },
  { action: 'rename', label: 'Rename…', fits: isOne },
  { action: 'note', label: 'Note…', fits: isOne },
  { action: 'openConfig', label: 'Config', fits: isOne },
  { action: 'stop', label: 'Stop', fits: (runs) => runs.some(isActive) },
  { action: 'delete', label: 'Delete…', fits: (runs) => !runs.every(isActive) },
];

/** The actions on the selected runs. It keeps its height without any, so that rows stay where they are. */
export class ActionsBar {
  private readonly count: HTMLElement;
  private readonly buttons: readonly (readonly [Offered, HTMLButtonElement])[];

  constructor(parent: Element, perform: (action: TableAction) => void) {
    const bar = make('div', 'actions', parent);
    bar.setAttribute('role', 'toolbar');
    bar.setAttribute('aria-label', 'Actions on the selected runs');
    this.count = make('span', 'selected', bar);
    this.count.setAttribute('role', 'status');
    this.buttons = offered.map(
      (one) => [one, button(`do-${one.action}`, one.label, () => perform(one.action))] as const,
    );
    bar.append(...this.buttons.map(([, made]) => made));
    this.show([]);
  }

  show(runs: readonly TableRun[]): void {
    const words =
      runs.length === 0
        ? 'Select runs to compare, mark or delete them'
        : `${formatCountOf(runs.length, 'run')} selected`;
    setText(this.count, words);
    for (const [{ action, fits }, made] of this.buttons) {
      made.hidden = runs.length === 0 || !fits(runs);
      if (action === 'star') made.textContent = runs.every(({ isStarred }) => isStarred) ? '☆ Unstar' : '★ Star';
      if (action === 'archive') made.textContent = runs.every(({ isArchived }) => isArchived) ? 'Unarchive' : 'Archive';
      if (action === 'baseline') made.textContent = runs[0]?.isBaseline === true ? 'Unpin Baseline' : 'Pin as Baseline';
    }
  }
}
