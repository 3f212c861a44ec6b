import { formatCount, formatCountOf } from '../../../src/wording';
import type { SweepTable } from '../../../src/sweep-figures';
import { onArrowDown } from '../../page/on-arrow-down';
import { make } from '../../page/page';
import { setText } from '../../page/set-text';

/** Content of the filter's bar. */
export interface FilterState {
  /** Points that a mark of the chart has chosen, in words; empty without any. */
  readonly chosen: string;
  readonly shown: number;
  readonly fault: string;
}

/** Requests of the filter's bar to the page. */
export interface FilterHost {
  readonly filter: (text: string) => void;
  /** Shows all points again, not only those that a mark of the chart has chosen. */
  readonly unchoose: () => void;
  /** Gives the focus to the rows. */
  readonly enterRows: () => void;
}

/** The filter of the table of points. */
export class FilterBar {
  private readonly input: HTMLInputElement;
  private readonly chip: HTMLButtonElement;
  private readonly count: HTMLElement;
  private readonly fault: HTMLElement;

  constructor(parent: Element, { filter, unchoose, enterRows }: FilterHost) {
    const bar = make('div', 'filter', parent);
    this.input = document.createElement('input');
    this.input.type = 'search';
    this.input.id = 'filter-text';
    this.input.setAttribute('aria-label', 'Filter the points');
    this.input.setAttribute('aria-describedby', 'filter-fault');
    this.input.addEventListener('input', () => filter(this.input.value));
    onArrowDown(this.input, enterRows);
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
    // The best point stands there once more with its fresh seeds, and is no other point.
    const searched = points.filter(({ stage }) => stage === 'search').length;
    const all = `${formatCountOf(searched, 'point')}, ${formatCountOf(runs, 'run')}`;
    const rows = formatCountOf(points.length, 'row');
    setText(this.count, shown === points.length ? all : `${formatCount(shown)} of ${rows}`);
    setText(this.fault, fault);
    this.fault.hidden = fault === '';
  }
}
