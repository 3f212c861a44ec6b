import type { RunCard } from '../src/editor/panel/messages';
import { setText } from './card';
import { make } from './page';
import type { View } from './views';

const facts = ['objective', 'student', 'teacher', 'data', 'engine', 'seed', 'epoch'] as const;

/** What the run is, in words. All of it is set as text, so that a name can hold anything. */
export class SummaryView implements View {
  readonly element = document.createElement('section');

  constructor() {
    const list = make('dl', 'facts', this.element);
    for (const name of facts) {
      const row = make('div', '', list, `fact-${name}`);
      make('dt', '', row).textContent = name;
      make('dd', name, row);
    }
  }

  show(): void {
    // All it shows came with the run.
  }

  hide(): void {
    // It asks for nothing.
  }

  showRun(run: RunCard): void {
    for (const name of facts) setText(name, run[name] === '' ? '–' : run[name]);
  }

  receive(): void {
    // It asks for nothing.
  }

  repaint(): void {
    // The style sheet does.
  }
}
