import type { Pictures, SplitName } from '../../src/panel/messages';

/** Cache of examples' pictures, with the canvases that wait for missing ones. */
export class PictureCache {
  private readonly known = new Map<string, Pictures & { readonly at: number }>();
  private waiting = new Map<string, HTMLCanvasElement[]>();

  /** `request` is called with the examples whose pictures are missing. */
  constructor(private readonly request: (split: SplitName, samples: readonly number[]) => void) {}

  /** Draws the picture of each example on its canvas, at once or on arrival. */
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
    if (missing.length > 0) this.request(split, [...new Set(missing)]);
  }

  receive(pictures: Pictures): void {
    pictures.samples.forEach((sample, at) => {
      const key = `${pictures.split} ${sample}`;
      this.known.set(key, { ...pictures, at });
      for (const canvas of this.waiting.get(key) ?? []) draw(pictures, at, canvas);
      this.waiting.delete(key);
    });
    // Evicts the oldest; a page shows far fewer than the limit.
    for (const key of this.known.keys()) {
      if (this.known.size <= maxCached) break;
      this.known.delete(key);
    }
  }

  /** Clears the cache, for another run. */
  clear(): void {
    this.known.clear();
    this.waiting.clear();
  }
}

const maxCached = 600;

/** Draws a picture in its own resolution, which the style sheet enlarges. A run without pictures hides the canvas. */
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
