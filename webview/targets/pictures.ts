import type { Pictures, SplitName } from '../../src/panel/messages';

/** Pictures of examples as they arrive, and the canvases that wait for them. */
export class PictureBook {
  private readonly known = new Map<string, Pictures & { readonly at: number }>();
  private waiting = new Map<string, HTMLCanvasElement[]>();

  /** `ask` asks for pictures that are not here yet. */
  constructor(private readonly ask: (split: SplitName, samples: readonly number[]) => void) {}

  /** Draws the pictures of examples, each on its canvas, as soon as they are there. */
  show(split: SplitName, wanted: readonly { readonly sample: number; readonly canvas: HTMLCanvasElement }[]): void {
    const missing: number[] = [];
    for (const { sample, canvas } of wanted) {
      const key = `${split} ${sample}`;
      const known = this.known.get(key);
      if (known !== undefined) draw(known, known.at, canvas);
      else {
        missing.push(sample);
        this.waiting.set(key, [...(this.waiting.get(key) ?? []), canvas]);
      }
    }
    if (missing.length > 0) this.ask(split, [...new Set(missing)]);
  }

  receive(pictures: Pictures): void {
    pictures.samples.forEach((sample, at) => {
      const key = `${pictures.split} ${sample}`;
      this.known.set(key, { ...pictures, at });
      for (const canvas of this.waiting.get(key) ?? []) draw(pictures, at, canvas);
      this.waiting.delete(key);
    });
    // The oldest go; what is in sight is a page of them.
    for (const key of this.known.keys()) {
      if (this.known.size <= mostKept) break;
      this.known.delete(key);
    }
  }

  /** Forgets everything, as when the run is another one. */
  clear(): void {
    this.known.clear();
    this.waiting.clear();
  }
}

const mostKept = 600;

/** Draws a picture pixel by pixel; the style sheet makes it larger. Without pictures the canvas goes. */
function draw({ height, width, channels, pixels }: Pictures, at: number, canvas: HTMLCanvasElement): void {
  canvas.hidden = height * width === 0;
  if (canvas.hidden) return;
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d');
  if (context === null) return;
  const image = context.createImageData(width, height);
  const start = at * height * width * channels;
  for (let pixel = 0; pixel < height * width; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      image.data[pixel * 4 + channel] = pixels[start + pixel * channels + (channels === 3 ? channel : 0)] ?? 0;
    }
    image.data[pixel * 4 + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
