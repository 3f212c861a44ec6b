import 'uplot/dist/uPlot.min.css';
import './page/base.css';
import './page/style.css';
import {
  MessageError,
  parseToPanel,
  tabs as tabList,
  readState,
  type FromPanel,
  type PanelState,
  type RunCard,
  type ToPanel,
  type ViewName,
} from '../src/panel/messages';
import { showCard, showGone, showNotice } from './page/card';
import { CompareView } from './compare';
import { makeButton } from './page/button';
import { CurvesView } from './curves';
import { buildPage } from './page/page';
import { Pins } from './page/pins';
import { SummaryView } from './summary';
import { Tabs } from './page/tabs';
import { TargetsView } from './targets';
import { onThemeChange } from './drawing';
import type { View, ViewHost } from './page/view';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: PanelState): void;
};

const host = acquireVsCodeApi();
const places = buildPage();
const pins = new Pins();
const tabs = new Tabs(places.tabs, places.views, keepState);
let shown: RunCard | undefined;
let kept: PanelState | undefined;

/** The view of each tab; its controller in the extension is in `src/panel/controllers.ts`. */
const makers: Readonly<Record<ViewName, (host: ViewHost) => View>> = {
  curves: (own) => new CurvesView(own),
  compare: (own) => new CompareView(own),
  targets: (own) => new TargetsView(own),
  summary: (own) => new SummaryView(own),
};
const views = new Map<ViewName, View>();

addButtons();
for (const { name, label } of tabList) {
  const view = makers[name](hostOf(name));
  views.set(name, view);
  tabs.add(name, label, view);
}
tabs.show(readState(host.getState())?.shown);
pins.onChange(keepState);
onThemeChange(() => {
  for (const view of views.values()) view.repaint();
});
window.addEventListener('message', (event) => {
  refuseInvalid(() => receive(parseToPanel(event.data)));
});
host.postMessage({ type: 'ready' });

function hostOf(name: ViewName): ViewHost {
  return {
    pins,
    ask: (request) => host.postMessage({ type: 'view', view: name, request }),
    kept: () => kept?.views[name],
    keep: (value) => {
      if (kept === undefined) return;
      kept = { ...kept, views: { ...kept.views, [name]: value } };
      keepState();
    },
  };
}

function addButtons(): void {
  const ask = (type: Exclude<FromPanel['type'], 'view'>) => (): void => host.postMessage({ type });
  places.buttons.append(
    makeButton('stop', 'Stop', ask('stop')),
    makeButton('rerun', 'Re-run', ask('rerun')),
    makeButton('open-config', 'Config', ask('openConfig')),
    makeButton('reveal-folder', 'Folder', ask('revealFolder')),
  );
  document.getElementById('stop')?.toggleAttribute('disabled', true);
  places.failureButtons.append(makeButton('open-log', 'Open log', ask('openLog')));
}

function receive(message: ToPanel): void {
  switch (message.type) {
    case 'card':
      if (message.run.id === shown?.id) show(message.run);
      else beginWith(message.run);
      break;
    case 'gone':
      if (shown === undefined || message.runId === shown.id) showGone();
      break;
    case 'notice':
      if (shown === undefined || message.runId === shown.id) showNotice(message.message);
      break;
    case 'view':
      if (shown === undefined || message.runId === shown.id) views.get(message.view)?.receive(message.answer);
      break;
  }
}

/** Tells of a message that does not follow its schema, and goes on. */
function refuseInvalid(take: () => void): void {
  try {
    take();
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    showNotice(
      `A message about this run could not be read: ${error.message}. What you see may be incomplete; close this panel and open it again.`,
    );
  }
}

/** What was kept belongs to one run: the same run gets it back, another one starts without. */
function beginWith(run: RunCard): void {
  const stored = readState(host.getState());
  kept = stored?.folder === run.folder ? stored : { folder: run.folder, pins: [], views: {} };
  pins.restore(kept.pins);
  showNotice('');
  show(run);
  keepState();
}

function show(run: RunCard): void {
  shown = run;
  showCard(run);
  for (const view of views.values()) view.showRun(run);
}

function keepState(): void {
  if (kept === undefined) return;
  kept = { ...kept, pins: pins.kept(), ...(tabs.shown && { shown: tabs.shown }) };
  host.setState(kept);
}
