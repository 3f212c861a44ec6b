import { make } from '../page/page';
import { formatCountOf, formatFixed, formatLoss, formatProbability } from '../../src/wording';
import type { Softened } from './softmax';

/** One network's distribution. */
export interface ChartSeries {
  readonly name: string;
  readonly softened: Softened;
}

export interface ChartContent {
  readonly classNames: readonly string[];
  /** One or two, drawn in the order given. */
  readonly series: readonly ChartSeries[];
  /** The true class, marked; undefined where there is none. */
  readonly label: number | undefined;
  /** Bars as long as log p, so that what is small can be compared too. */
  readonly isLogarithmic: boolean;
}

/** More classes than these are not drawn one by one: the most probable are, and the others are one bar. */
export const mostBars = 20;
/** Where a logarithmic bar has no length. */
const smallest = 1e-6;

/** Distributions over classes as bars with their numbers, and how soft each is: a table, so that it is read as one. */
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
    const rows = shown.map((place) => {
      const name = classNames[place] ?? String(place);
      const values = series.map(({ softened }) => softened.probabilities[place] ?? 0);
      return barRow(name, series, values, { isLabel: place === label, isLogarithmic });
    });
    const rest = classNames.length - shown.length;
    if (rest > 0) {
      const values = series.map(({ softened }) =>
        Math.max(0, 1 - shown.reduce((sum, place) => sum + (softened.probabilities[place] ?? 0), 0)),
      );
      rows.push(barRow(formatCountOf(rest, 'other'), series, values, { isLabel: false, isLogarithmic }));
    }
    this.bars.replaceChildren(...rows);
  }
}

/** All classes in their order, or the most probable of the first network, and the true class with them. */
function shownClasses(series: readonly ChartSeries[], count: number, label: number | undefined): number[] {
  const all = Array.from({ length: count }, (_, place) => place);
  if (count <= mostBars) return all;
  const of = (place: number): number => series[0]?.softened.probabilities[place] ?? 0;
  const top = all.sort((one, other) => of(other) - of(one) || one - other).slice(0, mostBars);
  if (label !== undefined && !top.includes(label)) top[mostBars - 1] = label;
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
    make('span', '', first, `soft-swatch soft-series-${index}`).setAttribute('aria-hidden', 'true');
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
  const place = make('td', '', row, 'soft-tracks');
  const numbers = make('td', '', row, 'soft-numbers');
  values.forEach((value, index) => {
    const bar = make('div', '', make('div', '', place, 'soft-track'), `soft-bar soft-series-${index}`);
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
