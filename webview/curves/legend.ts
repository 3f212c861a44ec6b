import type { CurveName } from '../../src/curves';
import { dashes, type Theme } from '../drawing';

/** Curve in a legend. */
export interface LegendEntry {
  readonly name: CurveName;
  readonly label: string;
  /** Formats a value of this curve. */
  readonly format: (value: number) => string;
}

const svg = 'http://www.w3.org/2000/svg';

/** Legend of a plot: names, line patterns and values of its curves, each a button that hides or shows the curve. */
export class Legend {
  private readonly rows = new Map<CurveName, { button: HTMLButtonElement; line: Element; value: HTMLElement }>();

  constructor(
    host: HTMLElement,
    private readonly entries: readonly LegendEntry[],
    onToggle: (name: CurveName) => void,
  ) {
    for (const { name, label } of entries) {
      const button = document.createElement('button');
      button.className = 'series';
      button.dataset['curve'] = name;
      button.addEventListener('click', () => onToggle(name));
      const { swatch, line } = makeSwatch();
      const value = document.createElement('output');
      button.append(swatch, label, value);
      host.append(button);
      this.rows.set(name, { button, line, value });
    }
  }

  /** Applies the theme's colours. */
  paint(theme: Theme): void {
    for (const [index, { name }] of this.entries.entries()) {
      const line = this.rows.get(name)?.line;
      line?.setAttribute('stroke', theme.series[index] ?? theme.foreground);
      line?.setAttribute('stroke-dasharray', (dashes[index] ?? []).join(' '));
    }
  }

  /** Shows the values and marks hidden curves. Returns the values as text for screen readers. */
  show(
    valueOf: (name: CurveName) => number,
    hidden: ReadonlySet<CurveName>,
    isThere: (name: CurveName) => boolean,
  ): string {
    const words: string[] = [];
    for (const { name, label, format } of this.entries) {
      const row = this.rows.get(name);
      if (row === undefined) continue;
      const value = valueOf(name);
      const text = Number.isFinite(value) ? format(value) : '–';
      row.button.hidden = !isThere(name);
      if (row.value.textContent !== text) row.value.textContent = text;
      row.button.setAttribute('aria-pressed', String(!hidden.has(name)));
      row.button.title = hidden.has(name) ? `Show ${label}` : `Hide ${label}`;
      if (!hidden.has(name) && isThere(name)) words.push(`${label} ${text}`);
    }
    return words.join(', ');
  }
}

function makeSwatch(): { swatch: Element; line: Element } {
  const swatch = document.createElementNS(svg, 'svg');
  swatch.setAttribute('viewBox', '0 0 22 8');
  swatch.setAttribute('class', 'swatch');
  swatch.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(svg, 'line');
  for (const [name, value] of [
    ['x1', '0'],
    ['x2', '22'],
    ['y1', '4'],
    ['y2', '4'],
    ['stroke-width', '2'],
  ] as const) {
    line.setAttribute(name, value);
  }
  swatch.append(line);
  return { swatch, line };
}
