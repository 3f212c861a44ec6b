import 'uplot/dist/uPlot.min.css';
import './style.css';
import { readState, type FromPanel, type PanelState, type RunCard, type ToPanel } from '../src/editor/panel/messages';
import { setText, showCard, showGone, showNotice, showWaiting, waitingText } from './card';
import { makeButton } from './controls';
import { buildPage } from './page';
import { Plots } from './plots';
import { readMessage } from './receive';
import { onThemeChange } from './theme';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: PanelState): void;
};

const host = acquireVsCodeApi();
const places = buildPage();
const plots = new Plots(places, showNewest, keepState);
let shown: RunCard | undefined;

addButtons();
onThemeChange(() => plots.repaint());
window.addEventListener('message', (event) => {
  const received = readMessage(event.data);
  if ('message' in received) receive(received.message);
  else
    showNotice(
      `A message about this run could not be read: ${received.problem}. What you see may be incomplete; close this panel and open it again.`,
    );
});
showNewest();
host.postMessage({ type: 'ready' });

function addButtons(): void {
  const ask = (type: FromPanel['type']) => (): void => host.postMessage({ type });
  places.buttons.append(
    makeButton('stop', 'Stop', ask('stop')),
    makeButton('rerun', 'Re-run', ask('rerun')),
    makeButton('open-config', 'Config', ask('openConfig')),
    makeButton('reveal-folder', 'Folder', ask('revealFolder')),
  );
  document.getElementById('stop')?.toggleAttribute('disabled', true);
  places.failureButtons.append(makeButton('open-log', 'Open log', ask('openLog')));
  places.plotButtons.append(makeButton('reset-zoom', 'Reset zoom', () => plots.viewport.reset()));
}

function receive(message: ToPanel): void {
  switch (message.type) {
    case 'snapshot':
      beginWith(message.run);
      plots.clear();
      plots.append(message.curves);
      break;
    case 'append':
      if (message.runId === shown?.id) plots.append(message.curves);
      break;
    case 'card':
      if (message.run.id === shown?.id) show(message.run);
      break;
    case 'gone':
      if (shown === undefined || message.runId === shown.id) showGone();
      break;
    case 'notice':
      if (shown === undefined || message.runId === shown.id) showNotice(message.message);
      break;
  }
}

/** The zoom and the hidden curves belong to one run: the same run gets them back, another one starts without. */
function beginWith(run: RunCard): void {
  if (run.id !== shown?.id) {
    const kept = readState(host.getState());
    const isSame = kept?.folder === run.folder;
    plots.hidden.clear();
    for (const name of isSame ? kept.hidden : []) plots.hidden.add(name);
    shown = run;
    if (isSame && kept.zoom !== undefined) plots.viewport.zoomTo(kept.zoom.from, kept.zoom.to);
    else plots.viewport.reset();
    plots.repaint();
  }
  showNotice('');
  show(run);
  keepState();
}

function show(run: RunCard): void {
  shown = run;
  showCard(run);
  showNewest();
}

function keepState(): void {
  if (shown === undefined) return;
  const { zoom } = plots.viewport;
  host.setState({ folder: shown.folder, hidden: [...plots.hidden], ...(zoom && { zoom }) });
}

function showNewest(): void {
  const read = (value: number | undefined, digits: number): string =>
    value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits);
  const { count, curves, viewport } = plots;
  setText('points', count === 1 ? '1 point' : `${count.toLocaleString('en')} points`);
  setText('last-loss', read(curves.get('loss')?.last, 4));
  setText('last-temperature', read(curves.get('temperature')?.last, 2));
  setText('last-accuracy', read(curves.get('validationAccuracy')?.last, 4));
  places.plotButtons.hidden = viewport.zoom === undefined;
  showWaiting(count > 0 ? '' : shown === undefined ? 'Reading the run…' : waitingText(shown));
}
