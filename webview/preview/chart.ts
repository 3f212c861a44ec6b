import type { PreviewCurve } from '../../src/panel/messages';
import { ticksBetween, valueRange } from '../../src/curves';
import { formatNumber, truncate } from '../../src/wording';
import { labelOf } from './labels';

export interface ChartOptions {
  readonly label: string;
  readonly axis: string;
  readonly places: readonly number[];
  /** Names of the places; absent where they are numbers. */
  readonly placeNames?: readonly string[];
  readonly curves: readonly PreviewCurve[];
  readonly height: number;
  /** Called with the index of the x below the pointer; undefined when it leaves. */
  readonly onPoint: (index: number | undefined) => void;
}

/** Characters of a place's name below the axis. */
const maxNameLength = 14;

const margin = { top: 8, right: 14, bottom: 34, left: 52 } as const;
const svgSpace = 'http://www.w3.org/2000/svg';

/** Chart of curves with the same x. Values by class are dots, all others lines. */
export class Chart {
  readonly element = make('svg', { class: 'chart', tabindex: '0', role: 'img' });
  private readonly marker = make('line', { class: 'marker' });
  private pointed: number | undefined;
  private width = 0;

  constructor(private readonly options: ChartOptions) {
    this.element.setAttribute('aria-label', describe(options));
    this.element.addEventListener('pointermove', (event) => this.notify(this.nearest(event.offsetX)));
    this.element.addEventListener('pointerleave', () => this.notify(undefined));
    this.element.addEventListener('blur', () => this.notify(undefined));
    this.element.addEventListener('keydown', (event) => this.step(event));
  }

  /** Draws for a width in pixels. */
  draw(width: number): void {
    this.width = width;
    const { height, curves } = this.options;
    this.element.setAttribute('width', String(width));
    this.element.setAttribute('height', String(height));
    const drawn = curves.flatMap((curve, index) => this.curve(curve, index));
    this.element.replaceChildren(...this.axes(), ...drawn, this.marker);
    this.point(this.pointed);
  }

  /** Marks an x, pointed at in this or another chart. */
  point(index: number | undefined): void {
    this.pointed = index;
    const position = index === undefined ? undefined : this.options.places[index];
    this.marker.toggleAttribute('hidden', position === undefined);
    if (position === undefined) return;
    const x = String(this.across(position));
    set(this.marker, { x1: x, x2: x, y1: String(margin.top), y2: String(this.options.height - margin.bottom) });
  }

  private notify(index: number | undefined): void {
    this.options.onPoint(index);
  }

  private step(event: KeyboardEvent): void {
    const last = this.options.places.length - 1;
    const stride = Math.max(1, Math.round(last / 50));
    const from = this.pointed ?? (event.key === 'ArrowLeft' ? last + stride : -stride);
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: from - stride,
      ArrowRight: from + stride,
      Home: 0,
      End: last,
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.notify(Math.min(Math.max(to, 0), last));
  }

  private nearest(x: number): number | undefined {
    const { places } = this.options;
    const distances = places.map((position) => Math.abs(this.across(position) - x));
    const closest = distances.indexOf(Math.min(...distances));
    return closest < 0 ? undefined : closest;
  }

  private across(position: number): number {
    const [first = 0, last = 1] = [this.options.places[0], this.options.places.at(-1)];
    const share = last > first ? (position - first) / (last - first) : 0.5;
    return margin.left + share * Math.max(this.width - margin.left - margin.right, 1);
  }

  private get range(): [number, number] {
    const values = this.options.curves.flatMap(({ values: some }) => some.flatMap((value) => value ?? []));
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return valueRange(low, high, { minSpan: Math.max(1, high * 0.1), min: 0 });
  }

  private up(value: number): number {
    const [low, high] = this.range;
    const room = this.options.height - margin.top - margin.bottom;
    return margin.top + (1 - (value - low) / (high - low)) * room;
  }

  private axes(): SVGElement[] {
    const { places, axis, height } = this.options;
    const base = height - margin.bottom;
    const right = this.width - margin.right;
    const rows = ticksBetween(...this.range, Math.max(2, base / 24));
    const [first = 0, last = 1] = [places[0], places.at(-1)];
    // The range is extended to the end of training, for a tick there: the last step lies a little before it.
    const columns = ticksBetween(first, last + 0.005 * (last - first), Math.max(2, Math.floor(this.width / 90)));
    return [
      ...rows.values.flatMap((tick, index) => {
        const y = String(this.up(tick));
        return [
          make('line', { class: 'grid', x1: String(margin.left), x2: String(right), y1: y, y2: y }),
          write(rows.labels[index] ?? '', {
            class: 'tick',
            x: String(margin.left - 8),
            y,
            'text-anchor': 'end',
            dy: '0.32em',
          }),
        ];
      }),
      ...columns.values.map((tick, index) =>
        // Between two classes there is nothing to name.
        write(this.options.placeNames ? (this.nameOf(tick) ?? '') : (columns.labels[index] ?? ''), {
          class: 'tick',
          x: String(this.across(tick)),
          y: String(base + 15),
          'text-anchor': 'middle',
        }),
      ),
      write(labelOf(axis), { class: 'axis', x: String(right), y: String(base + 29), 'text-anchor': 'end' }),
    ];
  }

  /** Name of a place, cut where it would run into the next; undefined where places are numbers. */
  private nameOf(place: number): string | undefined {
    const { placeNames, places } = this.options;
    const name = placeNames?.[places.indexOf(place)];
    return name === undefined ? undefined : truncate(name, maxNameLength);
  }

  private curve({ label, values }: PreviewCurve, index: number): SVGElement[] {
    const { places, axis } = this.options;
    if (axis === 'class') {
      return values.flatMap((value, at) =>
        value === null
          ? []
          : [
              make('circle', {
                class: `dot curve-${index} ${toneOf(label)}`,
                cx: String(this.across(places[at] ?? 0)),
                cy: String(this.up(value)),
                r: '3.5',
              }),
            ],
      );
    }
    let isAfterGap = true;
    const path = values.map((value, at) => {
      if (value === null) {
        isAfterGap = true;
        return '';
      }
      const command = isAfterGap ? 'M' : 'L';
      isAfterGap = false;
      return `${command}${this.across(places[at] ?? 0).toFixed(2)} ${this.up(value).toFixed(2)}`;
    });
    return [make('path', { class: `line curve-${index} ${toneOf(label)}`, d: path.join('') })];
  }
}

/** Description of a chart for screen readers. */
/** Class of a curve, by which it has the colour that it has in every page: teacher, student and temperature each one. */
export function toneOf(label: string): string {
  const known = label === 'T' ? 'temperature' : label === 'teacher' || label === 'student' ? label : 'weight';
  return `is-${known}`;
}

function describe({ label, axis, curves, places }: ChartOptions): string {
  const short = (value: number | null | undefined): string =>
    value === null || value === undefined ? 'none' : formatNumber(value, 3);
  const ends = curves.map(
    ({ label: name, values }) => `${labelOf(name)} from ${short(values[0])} to ${short(values.at(-1))}`,
  );
  return `${label} over ${labelOf(axis)} ${short(places[0])} to ${short(places.at(-1))}: ${ends.join(', ')}. Arrow keys read values.`;
}

function make(
  name: 'svg' | 'line' | 'path' | 'circle' | 'text',
  attributes: Readonly<Record<string, string>>,
): SVGElement {
  const element = document.createElementNS(svgSpace, name);
  set(element, attributes);
  return element;
}

function set(element: SVGElement, attributes: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
}

function write(text: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = make('text', attributes);
  element.textContent = text;
  return element;
}
