import '../page/base.css';
import './table.css';
import { readToTable, readView, type FromTable, type TableAction } from '../../src/panel/messages';
import {
  beyondBest,
  columnsOf,
  filterRuns,
  rowsOf,
  shownColumns,
  type Row,
  type TableRun,
  type TableView,
} from '../../src/run-table';
import { formatCount, formatCountOf } from '../../src/wording';
import { onThemeChange } from '../drawing';
import { FrameTask } from '../page/frame-task';
import { make } from '../page/page';
import { ActionsBar } from './actions-bar';
import { ColumnChooser } from './column-chooser';
import { Grid, type Anew } from './grid';
import { RunList } from './run-list';
import { Selection } from './selection';
import { button, Toolbar } from './toolbar';
import { runsOf } from './widths';

declare function acquireVsCodeApi(): {
  postMessage(message: FromTable): void;
  getState(): unknown;
  setState(state: TableView): void;
};

/** Runs that `Keep the Best` keeps. */
const keptBest = 5;
/** Milliseconds after which ages are written anew. */
const ageMs = 60_000;

const host = acquireVsCodeApi();
// Before the page is built: the extension describes the runs meanwhile.
host.postMessage({ type: 'ready' });
// Number formats are loaded with the first number, which takes as long as a look at all runs.
formatCount(0);
const list = new RunList();
const open = new Set<string>();
let view = readView(host.getState());
let rows: readonly Row[] = [];
let listed: readonly TableRun[] = [];
const showing = new FrameTask(() => show('nothing'));

const page = make('main', '', document.body);
const header = make('header', '', page);
make('h1', '', header).textContent = 'Runs';
const tools = make('span', '', header, 'end');
tools.append(button('keep-best', `Keep the Best ${keptBest}…`, keepBest));
const columnChooser = new ColumnChooser(
  tools,
  (key, isShown) => change({ columns: { ...view.columns, [key]: isShown } }),
  () => change({ columns: {} }),
);
const toolbar = new Toolbar(page, {
  change,
  saveView: () => host.postMessage({ type: 'saveView', view }),
  deleteView: (name) => host.postMessage({ type: 'deleteView', name }),
  enterRows: () => grid.enter(),
});
const notice = make('p', 'notice', page, 'notice');
notice.setAttribute('role', 'status');
notice.hidden = true;
const selection = new Selection(showSelection);
const grid = new Grid(page, selection, {
  sort: (order) => change({ order }),
  toggle: (key) => {
    if (!open.delete(key)) open.add(key);
    show('nothing');
  },
  open: (row, isKept) => {
    const key = row.kind === 'run' ? row.key : (row.sweep?.key ?? row.runs[0]?.key);
    if (key !== undefined) host.postMessage({ type: 'open', key, isKept });
  },
  act: (key) => perform(key === 'Delete' ? 'delete' : 'rename'),
});
const empty = make('p', 'empty', page);
empty.hidden = true;
// Below the rows: it grows with a selection on a narrow page, and must move no row from below the pointer.
const actions = new ActionsBar(page, perform);
onThemeChange(() => grid.measure());
window.addEventListener('message', (event) => receive(event.data));
document.addEventListener('keydown', (event) => {
  if (event.key !== 'f' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  toolbar.focusFilter();
});
setInterval(() => show('texts'), ageMs);
toolbar.offerViews([], view);
if (view.columns['size'] === true) host.postMessage({ type: 'measure' });

function receive(value: unknown): void {
  const message = readToTable(value);
  switch (message?.type) {
    case 'runs':
      list.take(message);
      showSoon(message.settings !== undefined);
      break;
    case 'views':
      toolbar.offerViews(message.views, view);
      break;
    case 'notice':
      notice.textContent = message.message;
      notice.hidden = message.message === '';
      break;
    case undefined:
      notice.textContent = 'A message about the runs could not be read. Close this table and open it again.';
      notice.hidden = false;
  }
}

function change(changed: Partial<TableView>): void {
  const wantsSizes = view.columns['size'] !== true && changed.columns?.['size'] === true;
  view = { ...view, ...changed };
  host.setState(view);
  if (wantsSizes) host.postMessage({ type: 'measure' });
  toolbar.show(view);
  // A group's texts are others than those of its runs.
  show(changed.columns !== undefined ? 'texts' : changed.grouping === undefined ? 'nothing' : 'widths');
}

/** Shows the table once for all messages of a frame. */
function showSoon(isAnew: boolean): void {
  if (isAnew) {
    show('texts');
    return;
  }
  showing.schedule();
}

/** Shows the runs by the view. */
function show(anew: Anew): void {
  const { table } = list;
  const columns = columnsOf(table, Date.now());
  const { runs, fault = '' } = filterRuns(table.runs, columns, view.filter);
  listed = runs;
  const shown = shownColumns(columns, runs, view);
  rows = rowsOf(runs, { grouping: view.grouping, order: view.order, columns, open });
  grid.show(rows, shown, view.order, anew);
  columnChooser.show(columns, shown);
  toolbar.showCount(countOf(table.runs.length), fault);
  selection.keepOnly((key) => rows.some((row) => row.key === key));
  showSelection();
  const isNone = table.runs.length === 0;
  empty.textContent = isNone ? 'No runs yet. Open a config and press ▶ Run.' : 'No run fits this filter.';
  empty.hidden = rows.length > 0;
}

function countOf(all: number): string {
  const runs =
    listed.length === all ? formatCountOf(all, 'run') : `${formatCount(listed.length)} of ${formatCountOf(all, 'run')}`;
  return rows.length === listed.length ? runs : `${runs}, ${formatCountOf(rows.length, 'row')}`;
}

/** The runs of the selected rows, each once. */
function selectedRuns(): TableRun[] {
  const chosen = rows.filter(({ key }) => selection.has(key));
  const sweeps = chosen.flatMap((row) => (row.kind === 'group' && row.sweep !== undefined ? [row.sweep] : []));
  return [...new Set([...sweeps, ...chosen.flatMap(runsOf)])];
}

function showSelection(): void {
  grid.showSelection();
  actions.show(selectedRuns());
}

function perform(action: TableAction): void {
  const keys = selectedRuns().map(({ key }) => key);
  if (keys.length > 0) host.postMessage({ type: 'do', action, keys });
}

/**
 * Asks to delete all but the best of the selected runs, or of those that are listed. Controls and runs of sweeps are among these only
 * where they were selected: others rest on them, and they go with those.
 */
function keepBest(): void {
  const among = selectedRuns();
  const alone = listed.filter(({ isControl, sweep }) => !isControl && sweep === '');
  const left = beyondBest(among.length > 1 ? among : alone, keptBest);
  if (left.length > 0) host.postMessage({ type: 'do', action: 'delete', keys: left.map(({ key }) => key) });
  else {
    notice.textContent = `There are no more than ${keptBest} finished runs here that have neither a star nor are the baseline.`;
    notice.hidden = false;
  }
}
