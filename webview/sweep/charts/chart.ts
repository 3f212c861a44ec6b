import {
  aboutFigure,
  figureOf,
  labelOf,
  type Figure,
  type FigureName,
  type SweepTable,
} from '../../../src/sweep-figures';
import { make } from '../../page/page';
import { axesOf, chartOf, figureIn, type ChartName, type Choices } from '../choices';
import { drawDots } from './draw-dots';
import { drawLines } from './draw-lines';
import { drawImportance } from './draw-importance';
import { drawMap } from './draw-map';
import { drawParallel } from './draw-parallel';
import { setText } from '../../page/set-text';
import { focusAgain, focusedIn } from './marks';
import { capitalize } from '../../../src/wording';

const height = 300;

/** The chart of a sweep, drawn anew when its points, the choices, its width or the theme change. */
export class Chart {
  private readonly title: HTMLElement;
  private readonly about: HTMLElement;
  private readonly place: HTMLElement;
  private last: { readonly table: SweepTable; readonly choices: Choices } | undefined;
  private width = 0;

  /** `choose` is called with the points of a mark that a person picks. */
  constructor(
    parent: Element,
    private readonly choose: (points: readonly number[], isByKey: boolean) => void,
  ) {
    const box = make('section', 'chart-box', parent, 'box');
    const head = make('h2', 'chart-title', box);
    this.title = make('span', '', head);
    this.about = make('small', '', head);
    this.place = make('div', 'chart', box);
    this.place.setAttribute('role', 'tabpanel');
    this.place.setAttribute('aria-labelledby', 'chart-title');
    new ResizeObserver(() => {
      if (Math.abs(this.place.clientWidth - this.width) >= 1) this.redraw();
    }).observe(this.place);
  }

  show(table: SweepTable, choices: Choices): void {
    this.last = { table, choices };
    this.redraw();
  }

  redraw(): void {
    if (this.last === undefined) return;
    const { table, choices } = this.last;
    const focus = focusedIn(this.place);
    this.width = this.place.clientWidth;
    const chart = chartOf(table, choices);
    const { x, y } = axesOf(table, choices);
    const figure = figureOf(table.goal, figureIn(table, choices));
    setText(this.title, titleOf(chart, figure, `${labelOf(table, y)} by ${labelOf(table, x)}`));
    setText(this.about, aboutOf(table, figure.name, chart));
    const drawn = this.draw(chart, table, choices);
    this.place.replaceChildren(...(drawn ?? [waiting()]));
    if (focus >= 0) focusAgain(this.place, focus);
  }

  private draw(chart: ChartName, table: SweepTable, choices: Choices): readonly Element[] | undefined {
    const size = { width: Math.max(200, this.width), height };
    switch (chart) {
      case 'map':
        return [drawMap(table, choices, this.choose)];
      case 'lines':
        return drawLines(table, choices, size, this.choose);
      case 'scatter':
        return drawDots(table, choices, size, this.choose);
      case 'parallel':
        return drawParallel(table, figureIn(table, choices), size, this.choose);
      case 'importance':
        return drawImportance(table, figureIn(table, choices));
    }
  }
}

function titleOf(chart: ChartName, { title, label }: Figure, dots: string): string {
  switch (chart) {
    case 'map':
    case 'lines':
      return title;
    case 'scatter':
      return capitalize(dots);
    case 'parallel':
      return capitalize(`${label} by all settings`);
    case 'importance':
      return `Which setting decides: ${label}`;
  }
}

/** The numbers of a chart: their kind and split. */
function aboutOf(table: SweepTable, figure: FigureName, chart: ChartName): string {
  if (chart === 'importance') return 'share of the variance between points that a setting explains by itself';
  if (chart === 'scatter') return 'each point is the mean over its seeds';
  if (chart === 'parallel') return 'a line is a point, the mean over its seeds; the stronger, the better';
  return aboutFigure(table, figure, chart);
}

function waiting(): HTMLElement {
  const text = document.createElement('p');
  text.className = 'waiting';
  text.textContent = 'No run has a result yet. Points appear here as soon as their runs have ended.';
  return text;
}
