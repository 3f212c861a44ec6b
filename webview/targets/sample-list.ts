import type { Samples, SplitName } from '../../src/panel/messages';
import { make } from '../page/page';
import { formatCount, formatLoss } from '../../src/wording';
import type { PictureBook } from './pictures';

const pageSize = 24;

export interface ListContent {
  readonly samples: Samples;
  readonly split: SplitName;
  readonly classNames: readonly string[];
  /** The examples in their order. */
  readonly places: Int32Array;
}

/** Examples page by page, each with its picture, what was chosen and how far student and teacher are apart. */
export class SampleList {
  private readonly items: HTMLElement;
  private readonly range: HTMLElement;
  private readonly back: HTMLButtonElement;
  private readonly on: HTMLButtonElement;
  private content: ListContent | undefined;
  private first = 0;
  private chosen: number | undefined;

  constructor(
    host: HTMLElement,
    private readonly pictures: PictureBook,
    private readonly onChoose: (sample: number) => void,
  ) {
    const turning = make('div', '', host, 'turning');
    this.back = button(turning, 'Previous', () => this.turn(-pageSize));
    this.range = make('output', '', turning);
    this.on = button(turning, 'Next', () => this.turn(pageSize));
    this.items = make('ul', '', host, 'samples');
    this.items.setAttribute('aria-label', 'Examples');
  }

  /** Shows a list from its beginning; the same one stays where it is. */
  show(content: ListContent): void {
    const isSame = this.content?.places.length === content.places.length && this.content.samples === content.samples;
    if (!isSame || this.content?.places[0] !== content.places[0]) this.first = 0;
    this.content = content;
    this.draw();
  }

  /** Marks an example as the one that is looked at; undefined marks none. */
  mark(sample: number | undefined): void {
    this.chosen = sample;
    for (const item of this.items.querySelectorAll('button')) {
      if (item.dataset['sample'] === String(sample)) item.setAttribute('aria-current', 'true');
      else item.removeAttribute('aria-current');
    }
  }

  private turn(by: number): void {
    this.first = Math.max(0, this.first + by);
    this.draw();
  }

  private draw(): void {
    if (this.content === undefined) return;
    const { places, split } = this.content;
    const shown = [...places.subarray(this.first, this.first + pageSize)];
    const last = this.first + shown.length;
    const total = formatCount(places.length);
    this.range.textContent =
      shown.length === 0 ? 'no example' : `${formatCount(this.first + 1)} to ${formatCount(last)} of ${total}`;
    this.back.disabled = this.first === 0;
    this.on.disabled = last >= places.length;
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
    const isTaught = divergence.length > 0;
    return [
      `#${sample}: ${name(labels)}`,
      `student ${name(studentChoices)}${isTaught ? `, teacher ${name(teacherChoices)}` : ''}`,
      `${isTaught ? `KL ${formatLoss(divergence[sample])}, ` : ''}loss ${formatLoss(loss[sample])}`,
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
