import '../page/base.css';
import './augment.css';
import { readToAugment, type AugmentContent, type FromAugment } from '../../src/panel/messages';
import { PictureKeys } from './picture-keys';

declare function acquireVsCodeApi(): { postMessage(message: FromAugment): void };

type Shown = AugmentContent['pictures'][number]['original'];

const host = acquireVsCodeApi();
const page = document.createElement('main');
document.body.append(page);
const reading = text('p', '', 'reading');
const keys = new PictureKeys(reading);

window.addEventListener('message', (event) => {
  const message = readToAugment(event.data);
  if (message !== undefined) show(message);
  else console.warn('A message that is no preview of pictures was ignored.');
});
host.postMessage({ type: 'ready' });

function show(content: AugmentContent): void {
  const { name, settings, notice, pictures } = content;
  page.replaceChildren(
    text('h1', name),
    ...(settings === '' ? [] : [text('p', settings, 'settings')]),
    ...(notice === '' ? [] : [text('p', notice, 'notice')]),
    ...(pictures.length === 0 ? [] : [text('p', explanation, 'explanation')]),
    ...pictures.map((picture) => section(picture, content)),
    ...(pictures.length === 0 ? [] : [reading]),
  );
  keys.hold([...page.querySelectorAll('canvas')]);
}

const explanation =
  'Each picture as it is, then as it is changed in eight epochs of the config’s seed. Arrow keys go from picture to picture.';

/** Title of a picture that nothing has changed. */
const originalTitle = 'original';

/** A picture and its versions, in a line that wraps. */
function section(
  { className, original, versions }: AugmentContent['pictures'][number],
  size: AugmentContent,
): HTMLElement {
  const element = document.createElement('section');
  const list = document.createElement('ul');
  const title = (place: number): string => (place === 0 ? originalTitle : `epoch ${place}`);
  [original, ...versions].forEach((picture, place) => {
    const item = document.createElement('li');
    item.className = place === 0 ? 'original' : '';
    item.append(canvasOf(picture, size, `${className}, ${title(place)}: ${picture.change}`));
    item.append(text('span', title(place), 'title'));
    list.append(item);
  });
  element.append(text('h2', className), list);
  return element;
}

function canvasOf({ pixels }: Shown, { height, width, channels }: AugmentContent, label: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', label);
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const image = context.createImageData(width, height);
  for (let pixel = 0; pixel < height * width; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      image.data[4 * pixel + channel] = pixels[pixel * channels + (channels === 3 ? channel : 0)] ?? 0;
    }
    image.data[4 * pixel + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

function text(name: 'h1' | 'h2' | 'p' | 'span', words: string, className = ''): HTMLElement {
  const element = document.createElement(name);
  element.textContent = words;
  if (className !== '') element.className = className;
  return element;
}
