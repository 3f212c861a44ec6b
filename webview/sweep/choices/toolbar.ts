import { figuresOf, quantitiesOf, type Quantity, type SweepTable } from '../../../src/sweep-figures';
import { chartOf, chartsOf, figureIn, type ChartName, type Choices } from './choices';
import { axesOf } from './axes';

const chartLabels: Readonly<Record<ChartName, string>> = {
  map: 'Map',
  lines: 'Lines',
  scatter: 'Scatter',
  parallel: 'Parallel',
  importance: 'Importance',
};

/** The choice of one line for all. */
const noLinesLabel = 'none';

interface Chooser {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly value: string;
  readonly choose: (value: string) => Partial<Choices>;
}

/** The charts to choose from, and what each of them shows. */
export class Toolbar {
  private readonly tabs: HTMLElement;
  private readonly tools: HTMLElement;
  private shown = '';

  /** `change` is called with what a person has chosen. */
  constructor(
    parent: Element,
    private readonly change: (choices: Partial<Choices>) => void,
  ) {
    const bar = document.createElement('div');
    bar.id = 'chart-bar';
    this.tabs = document.createElement('div');
    this.tabs.id = 'charts';
    this.tabs.setAttribute('role', 'tablist');
    this.tabs.setAttribute('aria-label', 'Charts of this sweep');
    this.tabs.addEventListener('keydown', (event) => this.move(event));
    this.tools = document.createElement('div');
    this.tools.id = 'tools';
    bar.append(this.tabs, this.tools);
    parent.append(bar);
  }

  /** Shows the choices. Controls are only made anew when others are offered, so that an open list stays open. */
  show(table: SweepTable, choices: Choices): void {
    const chart = chartOf(table, choices);
    const choosers = choosersOf(table, choices);
    const text = JSON.stringify([chart, chartsOf(table), choosers]);
    if (text === this.shown) return;
    this.shown = text;
    const focus = document.activeElement?.id;
    this.tabs.replaceChildren(...chartsOf(table).map((name) => this.tab(name, name === chart)));
    this.tools.replaceChildren(...choosers.map((chooser, index) => this.chooser(chooser, index)));
    if (focus !== undefined && focus !== '') document.getElementById(focus)?.focus();
  }

  private tab(name: ChartName, isShown: boolean): HTMLElement {
    const button = document.createElement('button');
    button.id = `chart-${name}`;
    button.className = 'tab';
    button.textContent = chartLabels[name];
    button.tabIndex = isShown ? 0 : -1;
    button.setAttribute('role', 'tab');
    button.setAttribute('aria-selected', String(isShown));
    button.setAttribute('aria-controls', 'chart');
    button.addEventListener('click', () => this.change({ chart: name }));
    return button;
  }

  private move(event: KeyboardEvent): void {
    const tabs = [...this.tabs.children].filter((tab) => tab instanceof HTMLElement);
    const at = tabs.findIndex((tab) => tab === document.activeElement);
    const steps: Readonly<Record<string, number>> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = tabs.at(to % tabs.length);
    tab?.focus();
    tab?.click();
  }

  private chooser({ label, options, value, choose }: Chooser, index: number): HTMLElement {
    const holder = document.createElement('label');
    const name = document.createElement('span');
    name.textContent = label;
    const select = document.createElement('select');
    select.id = `choose-${index}`;
    for (const { value: own, text } of options) {
      const option = document.createElement('option');
      option.value = own;
      option.textContent = text;
      option.selected = own === value;
      select.append(option);
    }
    select.addEventListener('change', () => this.change(choose(select.value)));
    holder.append(name, select);
    return holder;
  }
}

/** The choosers of the chart that is shown. */
function choosersOf(table: SweepTable, choices: Choices): Chooser[] {
  const chart = chartOf(table, choices);
  if (chart === 'scatter') {
    const { x, y } = axesOf(table, choices);
    return [quantityChooser(table, 'across', x, 'x'), quantityChooser(table, 'up', y, 'y')];
  }
  const { columns, rows } = axesOf(table, choices);
  const figure: Chooser = {
    ...{ label: 'show', value: figureIn(table, choices) },
    options: figuresOf(table.goal).map(({ name, label }) => ({ value: name, text: label })),
    choose: (value) => {
      const found = figuresOf(table.goal).find(({ name }) => name === value);
      return found === undefined ? {} : { figure: found.name };
    },
  };
  const others = table.settings.flatMap((_, index) =>
    index === columns || index === rows ? [] : [fixedChooser(table, index, choices)],
  );
  if (table.settings.length === 1 || chart === 'parallel' || chart === 'importance') return [figure];
  return chart === 'map'
    ? [
        figure,
        settingChooser(table, 'rows', rows, 'rows'),
        settingChooser(table, 'columns', columns, 'columns'),
        ...others,
      ]
    : [
        figure,
        settingChooser(table, 'along', columns, 'columns'),
        settingChooser(table, 'lines', rows, 'rows', noLinesLabel),
        ...others,
      ];
}

function settingChooser(
  { settings }: SweepTable,
  label: string,
  value: number,
  key: 'rows' | 'columns',
  none?: string,
): Chooser {
  const options = settings.map((setting, index) => ({ value: String(index), text: setting.label }));
  return {
    ...{ label, value: String(value) },
    options: none === undefined ? options : [{ value: '-1', text: none }, ...options],
    choose: (chosen) => ({ [key]: Number(chosen) }),
  };
}

/** A setting that is no axis: all of its values, or one. */
function fixedChooser({ settings }: SweepTable, index: number, { fixed }: Choices): Chooser {
  const setting = settings[index];
  const values = setting?.values ?? [];
  return {
    ...{ label: setting?.label ?? '', value: String(fixed[index] ?? 'all') },
    options: [{ value: 'all', text: 'mean of all' }, ...values.map(({ text }, at) => ({ value: String(at), text }))],
    choose: (value) => {
      const others = Object.entries(fixed).filter(([key]) => Number(key) !== index);
      const held = value === 'all' ? [] : [[String(index), Number(value)] as const];
      return { fixed: Object.fromEntries([...others, ...held]) };
    },
  };
}

function quantityChooser(table: SweepTable, label: string, value: Quantity, key: 'x' | 'y'): Chooser {
  const quantities = quantitiesOf(table);
  return {
    ...{ label, value: String(value) },
    options: quantities.map(({ quantity, label: text }) => ({ value: String(quantity), text })),
    choose: (chosen) => {
      const found = quantities.find(({ quantity }) => String(quantity) === chosen);
      return found === undefined ? {} : { [key]: found.quantity };
    },
  };
}
