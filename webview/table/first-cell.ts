import type { Row } from '../../src/run-table';
import { formatRunLabel } from '../../src/wording';
import { setText } from '../page/set-text';
import { marksOf, type Mark } from './marks';

/** The first cell of a row: standing or arrow, star, label, what tells it from its siblings, tags. */
export class FirstCell {
  private readonly lead = span('lead');
  private readonly star = span('star');
  private readonly name = span('name');
  private readonly difference = span('difference');
  private readonly tags = document.createElement('span');
  /** The tags that are drawn, as text. */
  private drawn = '';

  constructor(private readonly cell: HTMLElement) {
    this.lead.setAttribute('aria-hidden', 'true');
    // Blanks take no room here, and part the words for whoever reads or copies them.
    cell.append(this.lead, this.star, ' ', this.name, ' ', this.difference, ' ', this.tags);
  }

  show(row: Row): void {
    const isGroup = row.kind === 'group';
    setText(this.lead, isGroup ? (row.isOpen ? '▾' : '▸') : '');
    if (isGroup) delete this.lead.dataset['status'];
    else this.lead.dataset['status'] = row.run.status;
    setText(this.name, isGroup ? row.label : row.run.name);
    setOptional(this.difference, isGroup ? '' : row.run.difference);
    const marks = marksOf(row);
    const star = marks.find(({ isStar }) => isStar);
    // A sign, and no part of the cell's text, which its name holds in words.
    this.star.hidden = star === undefined;
    this.star.dataset['mark'] = star?.text ?? '';
    this.star.title = star?.words ?? '';
    const tags = marks.filter(({ isStar }) => !isStar);
    this.showTags(tags);
    // Its parts stand apart by margins, which nobody hears. The star comes last: a name has the texts in their order.
    const label = isGroup ? row.label : formatRunLabel(row.run);
    const words = [...tags, ...(star === undefined ? [] : [star])].map((mark) => mark.words);
    this.cell.setAttribute('aria-label', [label, ...words].join(', '));
  }

  private showTags(tags: readonly Mark[]): void {
    const text = JSON.stringify(tags);
    if (text === this.drawn) return;
    this.drawn = text;
    this.tags.replaceChildren(...tags.flatMap((tag) => [makeTag(tag), ' ']));
  }
}

function makeTag({ text, words }: Mark): HTMLElement {
  const tag = span('tag');
  tag.textContent = text;
  if (words !== text) tag.title = words;
  return tag;
}

function span(className: string): HTMLElement {
  const made = document.createElement('span');
  made.className = className;
  return made;
}

/** Sets a text whose element takes no room while it is empty. */
function setOptional(element: HTMLElement, text: string): void {
  setText(element, text);
  element.hidden = text === '';
}
