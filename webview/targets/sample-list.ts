import type { Samples, SplitName } from '../../src/panel/messages';
import { make } from '../page/page';
import { formatCount, formatLoss } from '../../src/wording';
import type { PictureCache } from './picture-cache';

const pageSize = 24;

/** Data of the list. */
export interface ListContent {
  readonly samples: Samples;
  readonly split: SplitName;
  readonly classNames: readonly string[];
  /** Indices of the listed examples, in order. */
  readonly indices: Int32Array;
}

/** Paged list of examples, each with its picture, the predictions, and the divergence of student and teacher. */
export class SampleList {
  private readonly items: HTMLElement;
  private readonly range: HTMLElement;
  private readonly previous: HTMLButtonElement;
  private readonly next: HTMLButtonElement;
  private content: ListContent | undefined;
  private first = 0;
  private chosen: number | undefined;

  constructor(
    host: HTMLElement,
    private readonly pictures: PictureCache,
    private readonly onChoose: (sample: number) => void,
  ) {
    const pager = make('div', '', host, 'turning');
    this.previous = button(pager, 'Previous', () => this.movePage(-pageSize));
    this.range = make('output', '', pager);
    this.next = button(pager, 'Next', () => this.movePage(pageSize));
    this.items = make('ul', '', host, 'samples');
    this.items.setAttribute('aria-label', 'Examples');
  }

  /** Shows a list: a new one from its first page, the same one at its present page. */
  show(content: ListContent): void {
    const isSame = this.content?.indices.length === content.indices.length && this.content.samples === content.samples;
    if (!isSame || this.content?.indices[0] !== content.indices[0]) this.first = 0;
    this.content = content;
    this.draw();
  }

  /** Marks the selected example; undefined marks none. */
  mark(sample: number | undefined): void {
    this.chosen = sample;
    for (const item of this.items.querySelectorAll('button')) {
      if (item.dataset['sample'] === String(sample)) item.setAttribute('aria-current', 'true');
      else item.removeAttribute('aria-current');
    }
  }

  private movePage(by: number): void {
    this.first = Math.max(0, this.first + by);
    this.draw();
  }

  private draw(): void {
    if (this.content === undefined) return;
    const { indices, split } = this.content;
    const shown = [...indices.subarray(this.first, this.first + pageSize)];
    const last = this.first + shown.length;
    const total = formatCount(indices.length);
    this.range.textContent =
      shown.length === 0 ? 'no example' : `${formatCount(this.first + 1)} to ${formatCount(last)} of ${total}`;
    this.previous.disabled = this.first === 0;
    this.next.disabled = last >= indices.length;
    const drawn = shown.map((sample) => this.item(sample));
    this.items.replaceChildren(...drawn.map(({ item }) => item));
    this.pictures.show(
      split,
      drawn.map(({ canvas }, index) => ({ canvas, sample: shown[index] ?? 0 })),
    );
    this.mark(this.chosen);
  }

  private item(sample: number): { readonly item: HTMLElement; readonly canvas: HTMLCanvasElement } {
    const item = document.createElement('li');
    const own = button(item, '', () => this.onChoose(sample));
    own.className = 'sample';
    own.dataset['sample'] = String(sample);
    const canvas = document.createElement('canvas');
    canvas.setAttribute('aria-hidden', 'true');
    own.append(canvas);
    const words = make('span', '', own);
    for (const text of this.describe(sample)) make('span', '', words).textContent = text;
    return { item, canvas };
  }

  private describe(sample: number): string[] {
    if (this.content === undefined) return [];
    const { samples, classNames } = this.content;
    const { labels, studentChoices, teacherChoices, divergence, loss } = samples;
    const name = (column: Int32Array): string => classNames[column[sample] ?? 0] ?? '';
    const hasTeacher = divergence.length > 0;
    return [
      `#${sample}: ${name(labels)}`,
      `student ${name(studentChoices)}${hasTeacher ? `, teacher ${name(teacherChoices)}` : ''}`,
      `${hasTeacher ? `KL ${formatLoss(divergence[sample])}, ` : ''}loss ${formatLoss(loss[sample])}`,
    ];
  }
}

function button(host: HTMLElement, text: string, onPress: () => void): HTMLButtonElement {
  const node = document.createElement('button');
  node.type = 'button';
  node.className = 'plain';
  node.textContent = text;
  node.addEventListener('click', onPress);
  host.append(node);
  return node;
}
