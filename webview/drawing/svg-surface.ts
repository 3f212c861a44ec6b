import type { Surface } from './surface';

const namespace = 'http://www.w3.org/2000/svg';
const anchors: Readonly<Partial<Record<CanvasTextAlign, string>>> = { center: 'middle', right: 'end', end: 'end' };

/** Surface that records what is drawn as the elements of an SVG image. Colours are written as they are given. */
export class SvgSurface implements Surface {
  fillStyle = '#000000';
  strokeStyle = '#000000';
  lineWidth = 1;
  lineJoin: CanvasLineJoin = 'miter';
  lineDashOffset = 0;
  globalAlpha = 1;
  font = '';
  textAlign: CanvasTextAlign = 'start';
  textBaseline: CanvasTextBaseline = 'alphabetic';
  private readonly root = document.createElementNS(namespace, 'svg');
  private readonly groups: Element[] = [this.root];
  private readonly measure = document.createElement('canvas').getContext('2d');
  private path: string[] = [];
  private dash: readonly number[] = [];
  private clips = 0;
  /** Rectangles of one colour, which become one path: a dense curve has a bar for each pixel column. */
  private bars: { readonly fill: string; readonly alpha: number; readonly path: string[] } | undefined;

  constructor(width: number, height: number) {
    for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) {
      this.root.setAttribute(name, String(value));
    }
    this.root.setAttribute('xmlns', namespace);
  }

  /** The image as text. */
  toString(): string {
    this.endBars();
    return new XMLSerializer().serializeToString(this.root);
  }

  beginPath(): void {
    this.path = [];
  }

  moveTo(x: number, y: number): void {
    this.path.push(`M${short(x)} ${short(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.path.push(`L${short(x)} ${short(y)}`);
  }

  arc(x: number, y: number, radius: number): void {
    const [size, across] = [short(radius), short(2 * radius)];
    this.path.push(
      `M${short(x - radius)} ${short(y)}a${size} ${size} 0 1 0 ${across} 0a${size} ${size} 0 1 0 -${across} 0`,
    );
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.path.push(`M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`);
  }

  stroke(): void {
    this.add('path', {
      ...{ d: this.path.join(''), fill: 'none', stroke: this.strokeStyle, 'stroke-width': short(this.lineWidth) },
      ...(this.globalAlpha < 1 && { 'stroke-opacity': short(this.globalAlpha) }),
      ...(this.lineJoin !== 'miter' && { 'stroke-linejoin': this.lineJoin }),
      ...(this.dash.length > 0 && { 'stroke-dasharray': this.dash.map(short).join(' ') }),
      ...(this.dash.length > 0 && this.lineDashOffset !== 0 && { 'stroke-dashoffset': short(this.lineDashOffset) }),
    });
  }

  fill(): void {
    this.add('path', { d: this.path.join(''), ...this.filling() });
  }

  /** Clips what follows to the path, until `restore`. */
  clip(): void {
    this.clips += 1;
    const id = `clip-${this.clips}`;
    const clip = this.add('clipPath', { id });
    const shape = document.createElementNS(namespace, 'path');
    shape.setAttribute('d', this.path.join(''));
    clip.append(shape);
    this.groups[this.groups.length - 1] = this.add('g', { 'clip-path': `url(#${id})` });
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const { fillStyle: fill, globalAlpha: alpha } = this;
    if (this.bars?.fill !== fill || this.bars.alpha !== alpha) {
      this.endBars();
      this.bars = { fill, alpha, path: [] };
    }
    this.bars.path.push(`M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`);
  }

  fillText(text: string, x: number, y: number): void {
    const [, size = '11', family = 'sans-serif'] = /([\d.]+)px (.*)$/.exec(this.font) ?? [];
    const anchor = anchors[this.textAlign];
    const node = this.add('text', {
      ...{ x: short(x), y: short(y), 'font-size': size, 'font-family': family, ...this.filling() },
      ...(anchor !== undefined && { 'text-anchor': anchor }),
      ...(this.textBaseline === 'middle' && { 'dominant-baseline': 'central' }),
      ...(/\b600\b/.test(this.font) && { 'font-weight': '600' }),
    });
    node.textContent = text;
  }

  measureText(text: string): TextMetrics {
    if (this.measure === null) throw new Error('the page has no canvas to measure a text with');
    this.measure.font = this.font;
    return this.measure.measureText(text);
  }

  setLineDash(dash: number[]): void {
    this.dash = [...dash];
  }

  save(): void {
    this.groups.push(this.top);
  }

  restore(): void {
    this.endBars();
    if (this.groups.length > 1) this.groups.pop();
  }

  private get top(): Element {
    return this.groups.at(-1) ?? this.root;
  }

  private filling(): Record<string, string> {
    return { fill: this.fillStyle, ...(this.globalAlpha < 1 && { 'fill-opacity': short(this.globalAlpha) }) };
  }

  private add(name: string, attributes: Readonly<Record<string, string>>): Element {
    this.endBars();
    return this.append(name, attributes);
  }

  private append(name: string, attributes: Readonly<Record<string, string>>): Element {
    const node = document.createElementNS(namespace, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    this.top.append(node);
    return node;
  }

  private endBars(): void {
    const { bars } = this;
    this.bars = undefined;
    if (bars === undefined) return;
    const { fill, alpha, path } = bars;
    this.append('path', { d: path.join(''), fill, ...(alpha < 1 && { 'fill-opacity': short(alpha) }) });
  }
}

const short = (value: number): string => String(Number(value.toFixed(2)));
