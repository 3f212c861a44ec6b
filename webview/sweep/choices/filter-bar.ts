import { formatCount, formatCountOf } from '../../../src/wording';
import type { SweepTable } from '../../../src/sweep-figures';
import { make } from '../../page/page';
import { setText } from '../../page/set-text';

/** Content of the filter's bar. */
export interface FilterState {
  /** Points that a mark of the chart has chosen, in words; empty without any. */
  readonly chosen: string;
  readonly shown: number;
  readonly fault: string;
}

/** The filter of the table of points. */
export class FilterBar {
  private readonly input: HTMLInputElement;
  private readonly chip: HTMLButtonElement;
  private readonly count: HTMLElement;
  private readonly fault: HTMLElement;

  constructor(parent: Element, filter: (text: string) => void, unchoose: () => void) {
    const bar = make('div', 'filter', parent);
    this.input = document.createElement('input');
    this.input.type = 'search';
    this.input.id = 'filter-text';
    this.input.setAttribute('aria-label', 'Filter the points');
    this.input.setAttribute('aria-describedby', 'filter-fault');
    this.input.addEventListener('input', () => filter(this.input.value));
    this.chip = document.createElement('button');
    this.chip.className = 'chip';
    this.chip.hidden = true;
    this.chip.addEventListener('click', () => {
      unchoose();
      this.input.focus();
    });
    bar.append(this.input, this.chip);
    this.count = make('span', 'filter-count', bar);
    this.count.setAttribute('role', 'status');
    this.fault = make('p', 'filter-fault', parent);
    this.fault.setAttribute('role', 'status');
  }

  restore(text: string): void {
    this.input.value = text;
  }

  show({ settings, points }: SweepTable, { chosen, shown, fault }: FilterState): void {
    const [first] = settings;
    const example =
      first === undefined
        ? ''
        : `${first.label} ${first.values[0]?.number === undefined ? '=' : '>='} ${first.values[0]?.text ?? ''}`;
    this.input.placeholder = `such as ${example}`;
    this.chip.hidden = chosen === '';
    setText(this.chip, `${chosen} ✕`);
    this.chip.setAttribute('aria-label', `Show all points again, not only ${chosen}`);
    const runs = points.reduce((sum, point) => sum + point.runs.length, 0);
    const all = `${formatCountOf(points.length, 'point')}, ${formatCountOf(runs, 'run')}`;
    setText(this.count, shown === points.length ? all : `${formatCount(shown)} of ${all}`);
    setText(this.fault, fault);
    this.fault.hidden = fault === '';
  }
}
