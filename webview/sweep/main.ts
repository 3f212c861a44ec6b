import '../page/base.css';
import '../page/head.css';
import './sweep.css';
import { readToSweep, type FromSweep, type PanelState, type ToSweep } from '../../src/panel/messages';
import { bestFirst, describePoint, filterPoints, sortPoints, type SweepTable } from '../../src/sweep-figures';
import { onThemeChange } from '../drawing';
import { make } from '../page/page';
import { Chart } from './charts';
import { readChoices, type Choices, FilterBar, Toolbar } from './choices';
import { Head } from './head';
import { PointsTable, TableStore } from './points';
import { Verdict } from './verdict';

/** State of the panel, of which the extension reads the folder alone. */
type SweepState = PanelState & { readonly choices: Choices };

declare function acquireVsCodeApi(): {
  postMessage(message: FromSweep): void;
  getState(): unknown;
  setState(state: SweepState): void;
};

const host = acquireVsCodeApi();
const kept = host.getState() as { readonly folder?: unknown; readonly choices?: unknown } | undefined;
const store = new TableStore();
let choices = readChoices(kept?.choices);
let folder = '';
/** Points that were chosen in the chart. */
let chosen: readonly number[] = [];

const page = make('main', '', document.body);
const head = new Head(page, (action) => host.postMessage({ type: 'do', action }));
const toolbar = new Toolbar(page, change);
const two = make('div', '', page, 'two');
const chart = new Chart(two, choose);
const verdict = new Verdict(two);
const filterBar = new FilterBar(page, {
  filter: (filter) => change({ filter }),
  unchoose: () => choose([], false),
  enterRows: () => points.enter(),
});
const points = new PointsTable(page, {
  sort: (order) => change({ order }),
  openRun: (runId) => host.postMessage({ type: 'open', runId }),
  drop: (index) => host.postMessage({ type: 'drop', index }),
});
filterBar.restore(choices.filter);
onThemeChange(() => {
  chart.redraw();
  points.remeasure();
});
window.addEventListener('message', (event) => {
  const message = readToSweep(event.data);
  if (message !== undefined) receive(message);
  else head.say('A message about this sweep could not be read. Close this panel and open it again.');
});
host.postMessage({ type: 'ready' });

function receive(message: ToSweep): void {
  switch (message.type) {
    case 'head':
      take(message.head.folder);
      head.show(message.head);
      break;
    case 'verdict':
      verdict.show(message.verdict);
      break;
    case 'table':
      store.take(message.table);
      show();
      break;
    case 'gone':
      head.end();
      break;
    case 'notice':
      head.say(message.message);
      break;
  }
}

/** Begins with a sweep: choices belong to one, and are dropped for another. */
function take(shown: string): void {
  if (folder === shown) return;
  folder = shown;
  if (typeof kept?.folder === 'string' && kept.folder !== shown) choices = readChoices(undefined);
  save();
}

function change(changed: Partial<Choices>): void {
  choices = { ...choices, ...changed };
  save();
  show();
}

function save(): void {
  if (folder !== '') host.setState({ folder, pins: [], views: {}, choices });
}

/** Shows only some points, opened to their runs; none for all points. */
function choose(places: readonly number[], isByKey: boolean): void {
  chosen = places;
  show();
  if (places.length > 0) points.reveal(places, isByKey);
}

function show(): void {
  const { table } = store;
  if (table === undefined) return;
  toolbar.show(table, choices);
  chart.show(table, choices);
  showPoints(table);
}

function showPoints(table: SweepTable): void {
  const { places, fault = '' } = filterPoints(table, choices.filter);
  const among = chosen.length === 0 ? places : places.filter((place) => chosen.includes(place));
  const order = choices.order ?? bestFirst(table);
  filterBar.show(table, { chosen: wordsOf(table), shown: among.length, fault });
  points.show(table, sortPoints(table, among, order), order);
}

/** The chosen points in words. */
function wordsOf(table: SweepTable): string {
  const [first] = chosen;
  const point = first === undefined ? undefined : table.points[first];
  if (point === undefined) return '';
  const more = chosen.length > 1 ? ` and ${chosen.length - 1} more` : '';
  return `${describePoint(table, point)}${more}`;
}
