import { host } from './page/host';
import 'uplot/dist/uPlot.min.css';
import './page/base.css';
import './page/head.css';
import './page/style.css';
import {
  MessageError,
  parseToPanel,
  tabs as tabList,
  readState,
  type PanelState,
  type RunCard,
  type ToPanel,
  type ViewName,
} from '../src/panel/messages';
import { showCard, showGone, showNotice } from './page/card';
import { CompareView } from './compare';
import { makeButton } from './page/controls';
import { HeadButtons } from './page/head-buttons';
import { CurvesView } from './curves';
import { buildPage } from './page/page';
import { Pins } from './page/pins';
import { SummaryView } from './summary';
import { Tabs } from './page/tabs';
import { TargetsView } from './targets';
import { onThemeChange } from './drawing';
import type { View, ViewHost } from './page/view';

const places = buildPage();
const pins = new Pins();
const tabs = new Tabs(places.tabs, places.views, { viewOf, onChoose: saveState });
let shown: RunCard | undefined;
let state: PanelState | undefined;
/** Settings of views that were kept for the workspace. */
let kept: Readonly<Record<string, unknown>> = {};

/** The view of each tab; its controller in the extension is in `src/panel/controllers.ts`. */
const makers: Readonly<Record<ViewName, (host: ViewHost) => View>> = {
  curves: (own) => new CurvesView(own),
  compare: (own) => new CompareView(own),
  targets: (own) => new TargetsView(own),
  summary: (own) => new SummaryView(own),
};
/** The views that were shown, or had an answer. */
const views = new Map<ViewName, View>();

const buttons = addButtons();
for (const { name, label } of tabList) tabs.add(name, label);
tabs.show(readState(host.getState())?.shown);
pins.onChange(saveState);
onThemeChange(() => {
  for (const view of views.values()) view.repaint();
});
window.addEventListener('message', (event) => {
  reportInvalid(() => receive(parseToPanel(event.data)));
});

/** The view of a tab, made when it is first needed. */
function viewOf(name: ViewName): View {
  const known = views.get(name);
  if (known !== undefined) return known;
  const view = makers[name](hostOf(name));
  views.set(name, view);
  if (shown !== undefined) view.showRun(shown);
  return view;
}

function hostOf(name: ViewName): ViewHost {
  return {
    element: tabs.panelOf(name),
    pins,
    send: (request) => host.postMessage({ type: 'view', view: name, request }),
    kept: () => kept[name],
    keep: (value) => {
      if (JSON.stringify(value) === JSON.stringify(kept[name])) return;
      kept = { ...kept, [name]: value };
      host.postMessage({ type: 'keep', view: name, value });
    },
    openRun: (runId) => host.postMessage({ type: 'openRun', runId }),
    saved: () => state?.views[name],
    save: (value) => {
      if (state === undefined) return;
      state = { ...state, views: { ...state.views, [name]: value } };
      saveState();
    },
  };
}

function addButtons(): HeadButtons {
  places.failureButtons.append(makeButton('open-log', 'Open log', () => host.postMessage({ type: 'openLog' })));
  return new HeadButtons(places.buttons, (type) => {
    if (type !== 'export') host.postMessage({ type });
    else host.postMessage({ type: 'view', view: 'summary', request: { type: 'do', action: 'export' } });
  });
}

function receive(message: ToPanel): void {
  switch (message.type) {
    case 'card':
      if (message.run.id === shown?.id) show(message.run);
      else openRun(message.run);
      break;
    case 'gone':
      if (shown === undefined || message.runId === shown.id) {
        showGone();
        buttons.disable();
      }
      break;
    case 'kept':
      kept = message.views;
      break;
    case 'notice':
      if (shown === undefined || message.runId === shown.id) showNotice(message.message);
      break;
    case 'compare':
      if (message.runId === shown?.id) compareWith(message.runIds);
      break;
    case 'view':
      if (shown === undefined || message.runId === shown.id) viewOf(message.view).receive(message.answer);
      break;
  }
}

/** Shows the tab that compares, with runs beside the panel's own. */
function compareWith(runIds: readonly string[]): void {
  for (const runId of runIds) if (runId !== shown?.id && !pins.has(runId)) pins.toggle(runId);
  tabs.show('compare');
  saveState();
}

/** Shows a notice for an invalid message and continues. */
function reportInvalid(take: () => void): void {
  try {
    take();
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    showNotice(
      `A message about this run could not be read: ${error.message}. What you see may be incomplete; close this panel and open it again.`,
    );
  }
}

/** Starts to show a run. The saved state belongs to one run: it is restored for the same one and reset for another. */
function openRun(run: RunCard): void {
  const stored = readState(host.getState());
  state = stored?.folder === run.folder ? stored : { folder: run.folder, pins: [], views: {} };
  pins.restore(state.pins);
  showNotice('');
  show(run);
  saveState();
}

function show(run: RunCard): void {
  shown = run;
  showCard(run);
  buttons.showRun(run);
  for (const view of views.values()) view.showRun(run);
}

function saveState(): void {
  if (state === undefined) return;
  state = { ...state, pins: pins.saved(), ...(tabs.shown && { shown: tabs.shown }) };
  host.setState(state);
}
