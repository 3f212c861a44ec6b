import '../page/base.css';
import './preview.css';
import { readToPreview, type FromPreview, type PreviewChart, type ToPreview } from '../../src/panel/messages';
import { labelOf } from './labels';
import { Chart, toneOf } from './chart';
import { formatNumber } from '../../src/wording';

declare function acquireVsCodeApi(): { postMessage(message: FromPreview): void };

const host = acquireVsCodeApi();
const page = document.createElement('main');
document.body.append(page);
let charts: readonly Chart[] = [];

window.addEventListener('message', (event) => {
  const message = readToPreview(event.data);
  if (message !== undefined) show(message);
  else console.warn('A message that is no preview was ignored.');
});
new ResizeObserver(() => draw()).observe(page);
host.postMessage({ type: 'ready' });

function show({ name, objective, notice, isBehindPick, charts: wanted, preflights, softness }: ToPreview): void {
  page.classList.toggle('behind-pick', isBehindPick);
  const parts = wanted.map(section);
  charts = parts.flatMap(({ drawn }) => drawn);
  page.replaceChildren(
    text('h1', name),
    text('p', objective, 'objective'),
    ...(notice === '' ? [] : [text('p', notice, 'notice')]),
    ...parts.map(({ element }) => element),
    ...preflightSection(preflights),
    ...softness.map(softnessTable),
  );
  draw();
}

function draw(): void {
  const width = Math.floor(page.clientWidth - 2 * parseFloat(getComputedStyle(page).paddingInlineStart));
  for (const chart of charts) chart.draw(Math.max(width, 200));
}

/** Adds the chart of a temperature, the chart of the soft term's weight below it, and their values at the pointer. */
function section(chart: PreviewChart): { element: HTMLElement; drawn: Chart[] } {
  const element = document.createElement('section');
  const reading = text('p', '', 'reading');
  const { axis, places, placeNames, temperatures, softWeight } = chart;
  const onPoint = (index: number | undefined): void => {
    for (const one of drawn) one.point(index);
    const named = index === undefined ? [] : [...temperatures, softWeight];
    const values = named.map(
      ({ label, values: some }) => `${labelOf(label)} ${formatNumber(some[index ?? 0] ?? undefined)}`,
    );
    reading.textContent =
      index === undefined
        ? ''
        : [`${labelOf(axis)} ${placeNames?.[index] ?? formatNumber(places[index])}`, ...values].join(' · ');
  };
  const shared = { axis, places, onPoint, ...(placeNames !== undefined && { placeNames }) };
  const drawn = [
    new Chart({ ...shared, label: 'Temperature', curves: temperatures, height: 220 }),
    new Chart({ ...shared, label: 'Soft weight', curves: [softWeight], height: 130 }),
  ];
  const [above, below] = drawn.map(({ element: svg }) => svg);
  element.append(text('h2', chart.title), text('p', chart.formula, 'formula'));
  if (chart.assumes !== '') element.append(text('p', chart.assumes, 'assumes'));
  element.append(legend(temperatures.map(({ label }) => label)), ...(above ? [above] : []));
  element.append(text('h3', 'Weight of the soft term'), ...(below ? [below] : []), reading);
  return { element, drawn };
}

function legend(labels: readonly string[]): HTMLElement {
  const line = document.createElement('h3');
  line.append('Temperature');
  if (labels.length > 1) {
    for (const [index, label] of labels.entries())
      line.append(text('span', labelOf(label), `key key-${index} ${toneOf(label)}`));
  }
  return line;
}

/** Preflights of teachers; none where no earlier run has tried them. */
function preflightSection(preflights: ToPreview['preflights']): HTMLElement[] {
  if (preflights.length === 0) return [];
  const section = document.createElement('section');
  section.append(text('h2', 'Preflight in an earlier run'), ...preflights.map((sentence) => text('p', sentence)));
  return [section];
}

const softnessHeadings = ['T', 'entropy', 'top-1 mass', 'effective classes'];

function softnessTable({ teacher, rows }: ToPreview['softness'][number]): HTMLElement {
  const section = document.createElement('section');
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const name of softnessHeadings) {
    const cell = text('th', name);
    cell.setAttribute('scope', 'col');
    head.append(cell);
  }
  const body = table.createTBody();
  for (const { temperature, entropy, topMass, effectiveClasses } of rows) {
    const row = body.insertRow();
    row.append(...[temperature, entropy, topMass, effectiveClasses].map((value) => text('td', formatNumber(value, 3))));
  }
  section.append(text('h2', `Soft targets of ${teacher}`), table);
  return section;
}

function text(name: 'h1' | 'h2' | 'h3' | 'p' | 'span' | 'th' | 'td', words: string, className = ''): HTMLElement {
  const element = document.createElement(name);
  element.textContent = words;
  if (className !== '') element.className = className;
  return element;
}
