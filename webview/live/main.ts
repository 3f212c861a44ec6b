import '../page/base.css';
import './live.css';
import { readToLive, type FromLive, type LiveRun } from '../../src/panel/messages';
import { onThemeChange } from '../drawing';
import { setText } from '../page/set-text';
import { LiveEntry } from './live-entry';

declare function acquireVsCodeApi(): { postMessage(message: FromLive): void };

const host = acquireVsCodeApi();
const list = document.createElement('ul');
list.setAttribute('aria-label', 'Runs at work');
const nothing = document.createElement('p');
nothing.className = 'nothing';
nothing.setAttribute('role', 'status');
document.body.append(nothing, list);
const entries = new Map<string, LiveEntry>();

window.addEventListener('message', (event) => {
  const message = readToLive(event.data);
  if (message !== undefined) show(message.runs);
  else console.warn('A message that is none of the live view’s was ignored.');
});
onThemeChange(redraw);
new ResizeObserver(redraw).observe(list);
host.postMessage({ type: 'ready' });

/** Updates the entries in place, so that the focus is kept. */
function show(runs: readonly LiveRun[]): void {
  const ids = new Set(runs.map(({ runId }) => runId));
  for (const [runId, entry] of entries) {
    if (ids.has(runId)) continue;
    entry.element.remove();
    entries.delete(runId);
  }
  runs.forEach((run, index) => {
    const entry = entries.get(run.runId) ?? new LiveEntry(() => host.postMessage({ type: 'open', runId: run.runId }));
    entries.set(run.runId, entry);
    if (list.children[index] !== entry.element) list.insertBefore(entry.element, list.children[index] ?? null);
    entry.show(run);
  });
  const words = runs.length === 0 ? 'No run is at work. Open a config and press ▶ Run.' : '';
  setText(nothing, words);
}

function redraw(): void {
  for (const entry of entries.values()) entry.draw();
}
