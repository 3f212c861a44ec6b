import 'uplot/dist/uPlot.min.css';
import './style.css';
import { curveNames, type Columns, type CurveName, type FromPanel, type ToPanel } from '../src/editor/panel/messages';
import { setText, showCard } from './card';
import { GrowingCurve } from './columns';
import { makeButton } from './controls';
import { buildPage } from './page';
import { Plot } from './plot';
import { readMessage } from './receive';
import { onThemeChange } from './theme';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  setState(state: { runId: string }): void;
};

const host = acquireVsCodeApi();
const curves = new Map<CurveName, GrowingCurve>(curveNames.map((name) => [name, new GrowingCurve()]));
const places = buildPage();
places.buttons.append(
  makeButton('stop', 'Stop', () => host.postMessage({ type: 'stop' })),
  makeButton('rerun', 'Run again', () => host.postMessage({ type: 'rerun' })),
  makeButton('open-config', 'Config', () => host.postMessage({ type: 'openConfig' })),
  makeButton('reveal-folder', 'Folder', () => host.postMessage({ type: 'revealFolder' })),
);
const plots = [
  new Plot({
    title: 'Loss',
    host: places.loss,
    source: curves,
    curves: [
      { name: 'loss', label: 'total' },
      { name: 'hard', label: 'hard' },
      { name: 'soft', label: 'soft' },
    ],
  }),
  new Plot({
    title: 'Temperature',
    host: places.temperature,
    source: curves,
    curves: [{ name: 'temperature', label: 'T' }],
  }),
  new Plot({
    title: 'Accuracy',
    host: places.accuracy,
    source: curves,
    curves: [
      { name: 'validationAccuracy', label: 'validation', showPoints: true },
      { name: 'testAccuracy', label: 'test', showPoints: true },
    ],
  }),
];
let shownRun = '';
let isDrawAsked = false;

/** Draws at most once a frame, however many messages come. */
function askDraw(): void {
  if (isDrawAsked) return;
  isDrawAsked = true;
  requestAnimationFrame(() => {
    isDrawAsked = false;
    for (const plot of plots) plot.draw();
    showNewest();
  });
}

function showNewest(): void {
  const read = (name: CurveName, digits: number, scale = 1): string => {
    const value = (curves.get(name)?.last ?? Number.NaN) * scale;
    return Number.isNaN(value) ? '–' : value.toFixed(digits);
  };
  const count = curves.get('loss')?.length ?? 0;
  setText('points', count === 0 ? 'Waiting for the first step…' : `${count.toLocaleString('en')} points`);
  setText('last-loss', read('loss', 4));
  setText('last-temperature', read('temperature', 2));
  setText('last-accuracy', read('validationAccuracy', 4));
}

function append(columns: Readonly<Partial<Record<CurveName, Columns>>>): void {
  for (const name of curveNames) {
    const added = columns[name];
    if (added !== undefined) curves.get(name)?.append(added.step, added.value);
  }
  askDraw();
}

function receive(message: ToPanel): void {
  switch (message.type) {
    case 'snapshot':
      shownRun = message.run.id;
      host.setState({ runId: shownRun });
      for (const curve of curves.values()) curve.clear();
      showCard(message.run);
      append(message.curves);
      break;
    case 'append':
      if (message.runId === shownRun) append(message.curves);
      break;
    case 'card':
      if (message.run.id === shownRun) showCard(message.run);
      break;
    case 'gone':
      if (message.runId === shownRun) setText('result', 'This run was deleted.');
      break;
  }
}

window.addEventListener('message', (event) => {
  const message = readMessage(event.data);
  if (message === undefined) console.warn('a message that is not ours was ignored');
  else receive(message);
});
onThemeChange(() => {
  for (const plot of plots) plot.rebuild();
});
showNewest();
host.postMessage({ type: 'ready' });
