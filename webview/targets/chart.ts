import { make } from '../page/page';
import { formatCountOf, formatFixed, formatLoss, formatProbability } from '../../src/wording';
import type { Softened } from './softmax';

/** Distribution of one network. */
export interface ChartSeries {
  readonly name: string;
  readonly softened: Softened;
}

/** Data of the chart. */
export interface ChartContent {
  readonly classNames: readonly string[];
  /** One or two, drawn in the order given. */
  readonly series: readonly ChartSeries[];
  /** The true class, marked; undefined where there is none. */
  readonly label: number | undefined;
  /** Whether bars show log p, so that small probabilities can be compared. */
  readonly isLogarithmic: boolean;
}

/** Maximum count of bars: of more classes the most probable get a bar each, and all others share one. */
export const maxBars = 20;
/** Probability at which a logarithmic bar has zero length. */
const smallest = 1e-6;

/** Bar chart of distributions over classes with their softness; built of tables for screen readers. */
export class DistributionChart {
  private readonly facts: HTMLElement;
  private readonly bars: HTMLElement;

  constructor(host: HTMLElement) {
    this.facts = make('table', '', host, 'soft-facts');
    this.facts.setAttribute('aria-label', 'How soft the answers are');
    this.bars = make('table', '', host, 'soft-bars');
    this.bars.setAttribute('aria-label', 'Probability of each class');
  }

  show({ classNames, series, label, isLogarithmic }: ChartContent): void {
    this.facts.replaceChildren(...factRows(series));
    const shown = shownClasses(series, classNames.length, label);
    const rows = shown.map((index) => {
      const name = classNames[index] ?? String(index);
      const values = series.map(({ softened }) => softened.probabilities[index] ?? 0);
      return barRow(name, series, values, { isLabel: index === label, isLogarithmic });
    });
    const rest = classNames.length - shown.length;
    if (rest > 0) {
      const values = series.map(({ softened }) =>
        Math.max(0, 1 - shown.reduce((sum, index) => sum + (softened.probabilities[index] ?? 0), 0)),
      );
      rows.push(barRow(formatCountOf(rest, 'other'), series, values, { isLabel: false, isLogarithmic }));
    }
    this.bars.replaceChildren(...rows);
  }
}

/** Indices of the classes with a bar: all, or the most probable of the first network and the true class. */
function shownClasses(series: readonly ChartSeries[], count: number, label: number | undefined): number[] {
  const all = Array.from({ length: count }, (_, index) => index);
  if (count <= maxBars) return all;
  const of = (index: number): number => series[0]?.softened.probabilities[index] ?? 0;
  const top = all.sort((one, other) => of(other) - of(one) || one - other).slice(0, maxBars);
  if (label !== undefined && !top.includes(label)) top[maxBars - 1] = label;
  return top;
}

const headings = ['entropy', 'largest p', 'classes that share it'] as const;

function factRows(series: readonly ChartSeries[]): HTMLElement[] {
  const head = document.createElement('tr');
  make('td', '', head);
  for (const heading of headings) cell('th', heading, head).setAttribute('scope', 'col');
  const rows = series.map(({ name, softened }, index) => {
    const row = document.createElement('tr');
    const first = make('th', '', row);
    first.setAttribute('scope', 'row');
    make('span', '', first, `soft-swatch is-${networkOf(index, series.length)}`).setAttribute('aria-hidden', 'true');
    first.append(name);
    cell('td', `${formatLoss(softened.entropy)} nats`, row);
    cell('td', formatProbability(softened.topMass), row);
    cell('td', formatFixed(softened.effectiveClasses, 2), row);
    return row;
  });
  return [head, ...rows];
}

function barRow(
  name: string,
  series: readonly ChartSeries[],
  values: readonly number[],
  { isLabel, isLogarithmic }: { readonly isLabel: boolean; readonly isLogarithmic: boolean },
): HTMLElement {
  const row = document.createElement('tr');
  const head = make('th', '', row);
  head.setAttribute('scope', 'row');
  const words = make('div', '', head);
  make('span', '', words).textContent = name;
  head.title = isLabel ? `${name}, the true class` : name;
  if (isLabel) {
    row.className = 'is-label';
    make('span', '', words, 'label-mark').textContent = 'label';
  }
  const tracks = make('td', '', row, 'soft-tracks');
  const numbers = make('td', '', row, 'soft-numbers');
  values.forEach((value, index) => {
    const bar = make(
      'div',
      '',
      make('div', '', tracks, 'soft-track'),
      `soft-bar is-${networkOf(index, values.length)}`,
    );
    bar.style.width = `${(100 * lengthOf(value, isLogarithmic)).toFixed(2)}%`;
    const number = make('div', '', numbers);
    number.textContent = formatProbability(value);
    number.setAttribute('aria-label', `${series[index]?.name ?? ''} ${formatProbability(value)}`);
  });
  return row;
}

function lengthOf(value: number, isLogarithmic: boolean): number {
  if (!isLogarithmic) return Math.min(1, value);
  return value <= smallest ? 0 : Math.min(1, 1 - Math.log(value) / Math.log(smallest));
}

function cell(tag: string, text: string, row: HTMLElement): HTMLElement {
  const node = make(tag, '', row);
  node.textContent = text;
  return node;
}

/** Network of a series: the student's comes last, and alone where there is no teacher. */
const networkOf = (index: number, count: number): 'student' | 'teacher' =>
  index === count - 1 ? 'student' : 'teacher';
