import type { SweepVerdictWords } from '../../src/panel/messages';
import { make } from '../page/page';
import { setText } from './head';

const columns = ['seed', 'teacher', 'control', 'distilled', 'difference'] as const;

/** The verdict in a sentence, the pairs that it rests on, and the tests. */
export class Verdict {
  private readonly basis: HTMLElement;
  private readonly sentence: HTMLElement;
  private readonly place: HTMLElement;
  private readonly detail: HTMLElement;

  constructor(parent: Element) {
    const box = make('section', 'verdict', parent, 'box');
    const head = make('h2', '', box);
    make('span', '', head).textContent = 'Verdict';
    this.basis = make('small', '', head);
    this.sentence = make('p', 'verdict-sentence', box);
    this.sentence.setAttribute('role', 'status');
    this.place = make('div', '', box, 'sweep-wide');
    this.detail = make('p', 'verdict-detail', box);
  }

  show({ sentence, tone, basis, pairs, detail }: SweepVerdictWords): void {
    setText(this.basis, basis);
    if (this.sentence.textContent !== sentence) this.sentence.replaceChildren(...wordFirst(sentence, tone));
    setText(this.detail, detail);
    this.place.replaceChildren(...(pairs.length === 0 ? [] : [tableOf(pairs)]));
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

function tableOf(pairs: SweepVerdictWords['pairs']): HTMLElement {
  const shown = columns.filter((name) => name !== 'teacher' || pairs.some(({ teacher }) => teacher !== ''));
  const table = document.createElement('table');
  table.className = 'pairs';
  const head = table.createTHead().insertRow();
  for (const name of shown) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = name;
    cell.dataset['column'] = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const pair of pairs) {
    const row = body.insertRow();
    for (const name of shown) {
      const cell = row.insertCell();
      cell.textContent = pair[name];
      cell.dataset['column'] = name;
      if (name === 'difference') cell.dataset['tone'] = pair.isBetter ? 'good' : 'bad';
    }
  }
  return table;
}
