import { formatCount, formatNumber } from '../../../src/wording';
import { colourOf } from '../../drawing';
import { make } from '../../page/page';
import { penOf } from '../chart';
import { type PlotCurve, type PlotDefinition, endOf, labelOf, type RunInSlot, type Scene } from '../scene';

/** Compared runs beyond which the table says how many more there are. */
const maxRows = 12;

/** The value of a curve at an x; NaN beyond the run's end, since nothing is known there. */
export function valueAt(run: Pick<RunInSlot, 'lines'>, curve: Pick<PlotCurve, 'name'>, position: number): number {
  if (position > endOf(run)) return Number.NaN;
  return run.lines.get(curve.name)?.raw.at(position) ?? Number.NaN;
}

/** A value in words; one that is not known is a dash. */
export function wordsOf(value: number, { format }: Pick<PlotCurve, 'format'>): string {
  return Number.isFinite(value) ? format(value) : Number.isNaN(value) ? '–' : value > 0 ? '∞' : '−∞';
}

/** An x in words: a step in full, as on the axis, also beyond a hundred thousand; an epoch or seconds to four digits, or to a tenth. */
export function wordsOfPosition(position: number): string {
  if (Number.isInteger(position)) return formatCount(position);
  return Math.abs(position) < 1000 ? formatNumber(position, 4) : formatNumber(Math.round(position * 10) / 10, 12);
}

/** Values of all runs and visible curves of a chart at the pointer. Screen readers have them in the chart's name. */
export class Tooltip {
  private readonly box: HTMLElement;

  constructor(private readonly host: HTMLElement) {
    this.box = make('div', '', host, 'tooltip');
    this.box.setAttribute('aria-hidden', 'true');
    this.box.hidden = true;
  }

  hide(): void {
    this.box.hidden = true;
  }

  /** Shows the values at an x, beside `left`, its place in CSS pixels from the chart's edge. */
  show(scene: Scene, definition: PlotDefinition, position: number, left: number): void {
    const curves = definition.curves
      .map((curve, index) => ({ curve, index }))
      .filter(({ curve }) => !scene.hidden.has(curve.name) && scene.runs.some(({ lines }) => lines.has(curve.name)));
    const isCompared = scene.runs.length > 1;
    const table = document.createElement('table');
    const head = make('tr', '', table);
    const place = make('th', '', head);
    place.textContent = `${scene.axisLabel} ${wordsOfPosition(position)}`;
    // Above names and values, so that its words make neither column wider.
    if (!isCompared) place.setAttribute('colspan', '2');
    if (isCompared) for (const { curve } of curves) make('td', '', head, 'of').textContent = labelOf(curve, scene.runs);
    if (isCompared) {
      for (const run of scene.runs.slice(0, maxRows)) {
        const row = this.row(table, run.name, colourOf(scene.theme, run.slot));
        for (const { curve } of curves) make('td', '', row).textContent = wordsOf(valueAt(run, curve, position), curve);
      }
      const more = scene.runs.length - maxRows;
      if (more > 0) make('th', '', make('tr', '', table)).textContent = `and ${more} more`;
    } else {
      const [own] = scene.runs;
      for (const { curve, index } of own === undefined ? [] : curves) {
        const row = this.row(
          table,
          labelOf(curve, scene.runs),
          own === undefined ? '' : penOf(scene, own, curve, index).colour,
        );
        make('td', '', row).textContent = own === undefined ? '' : wordsOf(valueAt(own, curve, position), curve);
      }
    }
    this.addReferences(table, scene, definition, position);
    this.box.replaceChildren(table);
    this.box.hidden = false;
    const above = this.host.firstElementChild;
    this.box.style.top = `${above instanceof HTMLElement ? above.offsetTop + above.offsetHeight + 6 : 0}px`;
    const room = this.host.clientWidth;
    const isLeft = left > room / 2;
    this.box.style.left = isLeft ? 'auto' : `${left + 10}px`;
    this.box.style.right = isLeft ? `${room - left + 10}px` : 'auto';
  }

  private addReferences(
    table: HTMLElement,
    { references, theme }: Scene,
    { hasReferences, formatEnd }: PlotDefinition,
    position: number,
  ): void {
    if (hasReferences !== true) return;
    for (const { kind, label, value, line } of references) {
      const at = value ?? (line === undefined || position > line.end ? Number.NaN : line.at(position));
      const row = this.row(table, label, theme.tones[kind]);
      make('td', '', row).textContent = Number.isFinite(at) ? formatEnd(at) : '–';
    }
  }

  private row(table: HTMLElement, label: string, colour: string): HTMLElement {
    const row = make('tr', '', table);
    const name = make('th', '', row);
    make('span', '', name, 'run-swatch').style.backgroundColor = colour;
    name.append(label);
    return row;
  }
}
