import type { SweepVerdictWords } from '../../src/panel/messages';
import { make } from '../page/page';
import { VerdictTablesView } from '../page/verdict-tables';
import { setText } from '../page/set-text';

/** The verdict in a sentence, the results and the pairs that it rests on, and the tests. */
export class Verdict {
  private readonly basis: HTMLElement;
  private readonly sentence: HTMLElement;
  private readonly tables: VerdictTablesView;
  private readonly detail: HTMLElement;

  constructor(parent: Element) {
    const box = make('section', 'verdict', parent, 'box');
    const head = make('h2', '', box);
    make('span', '', head).textContent = 'Verdict';
    this.basis = make('small', '', head);
    this.sentence = make('p', 'verdict-sentence', box);
    this.sentence.setAttribute('role', 'status');
    this.tables = new VerdictTablesView(box);
    this.detail = make('p', 'verdict-detail', box);
  }

  show({ sentence, tone, basis, results, pairs, detail }: SweepVerdictWords): void {
    setText(this.basis, basis);
    if (this.sentence.textContent !== sentence) this.sentence.replaceChildren(...wordFirst(sentence, tone));
    setText(this.detail, detail);
    this.tables.show({ results, pairs });
  }
}

/** The word of a verdict, `helps` or another, in its colour, before the rest of the sentence. */
function wordFirst(sentence: string, tone: SweepVerdictWords['tone']): (Node | string)[] {
  const end = sentence.indexOf(':');
  if (end < 0) return [sentence];
  const word = document.createElement('strong');
  word.dataset['tone'] = tone;
  word.textContent = sentence.slice(0, end);
  return [word, sentence.slice(end)];
}
