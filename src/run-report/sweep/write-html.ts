import { markup, standalonePage, textTable, textTableStyle, type Markup, type TextRow } from '../../markup';
import { bestFirst, columnsOf, describePoint, sortPoints } from '../../sweep-figures';
import { displayLocale, formatCountOf } from '../../wording';
import { chartsOf } from './draw-svg';
import type { SweepRecord } from './record';

const style = markup`<style>body{font:14px/1.5 system-ui,sans-serif;color:#222;background:#fff;max-width:1340px;margin:0 auto;padding:24px clamp(12px,3vw,40px)}
h1{font-size:1.6em;margin:0}h2{font-size:1.1em;margin:28px 0 8px}.box h2{margin-top:0}p,td{overflow-wrap:anywhere}th{overflow-wrap:break-word}.dim{color:#666}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(480px,100%),1fr));gap:12px;margin:16px 0}.box{border:1px solid #e5e5e5;border-radius:6px;padding:10px 14px;min-width:0}
table{border-collapse:collapse}td,th{padding:3px 14px 3px 0;text-align:end;font-weight:400;border-bottom:1px solid #e5e5e5;font-variant-numeric:tabular-nums}
th{color:#555}td:first-child,th:first-child{text-align:start}.best td{font-weight:600}.sentence{font-size:1.12em}
.wide{overflow-x:auto}${textTableStyle}svg{max-width:100%;height:auto;display:block}pre{padding:12px;background:#f6f6f6;overflow-x:auto}
@media print{body{padding:0}svg{break-inside:avoid}}</style>`;

/** A sweep as one self-contained HTML page: no script, no network; every text is escaped. */
export function sweepHtml(record: SweepRecord): string {
  const { id, name, status, subtitle, table, configText } = record;
  const charts = chartsOf(table).map((chart) => markup`<div class="box">${chart.at(0)}</div>`);
  const runs = table.points.reduce((sum, point) => sum + point.runs.length, 0);
  const parts = [
    markup`<h1>${name}</h1>`,
    markup`<p class="dim">${id}, ${status}; ${subtitle}, ${formatCountOf(runs, 'run')}</p>`,
    markup`<div class="box">${verdictOf(record)}</div>`,
    charts.length === 0 ? markup`<p>${'No run has a result yet.'}</p>` : markup`<div class="two">${charts}</div>`,
    markup`<h2>${'Points'}</h2><div class="wide">${pointsOf(record)}</div>`,
    ...(configText === '' ? [] : [markup`<h2>${'Config'}</h2><pre>${configText}</pre>`]),
  ];
  return standalonePage({ title: name, locale: displayLocale(), style, parts }).toString();
}

function verdictOf({ verdict: { sentence, basis, results, pairs, detail } }: SweepRecord): Markup[] {
  const about = basis === '' ? '' : markup` <small class="dim">${basis}</small>`;
  return [
    markup`<h2>${'Verdict'}${about}</h2><p class="sentence">${sentence}</p>`,
    ...(pairs.length === 0
      ? []
      : [textTable(resultHeadings, results.map(resultRow)), textTable(pairHeadings, pairs.map(pairRow))]),
    ...(detail === '' ? [] : [markup`<p class="dim">${detail}</p>`]),
  ];
}

const resultHeadings = ['', 'teacher', 'control', 'distilled', 'difference', '95 % interval', 'p', 'better'];

function resultRow(row: SweepRecord['verdict']['results'][number]): TextRow {
  const { label, teacher, control, distilled, difference, interval, p, better, isDeciding } = row;
  return { cells: [label, teacher, control, distilled, difference, interval, p, better], isStrong: isDeciding };
}

const pairHeadings = ['seed', 'teacher', 'control', 'distilled', 'difference'];

function pairRow({ seed, teacher, control, distilled, difference }: SweepRecord['verdict']['pairs'][number]): TextRow {
  return { cells: [seed, teacher, control, distilled, difference] };
}

const pointHeading = 'point';

/** The points, the best ones by the goal first. */
function pointsOf({ table }: SweepRecord): Markup {
  const columns = columnsOf(table).slice(table.settings.length);
  const all = table.points.map((_, place) => place);
  const rows = sortPoints(table, all, bestFirst(table)).flatMap((place) => {
    const point = table.points[place];
    if (point === undefined) return [];
    const cells = columns.map((column) => markup`<td>${column.text(point)}</td>`);
    const star = place === table.best ? ' ★' : '';
    const row = markup`<td>${describePoint(table, point)}${star}</td>${cells}`;
    return [place === table.best ? markup`<tr class="best">${row}</tr>` : markup`<tr>${row}</tr>`];
  });
  const head = columns.map(({ label }) => markup`<th scope="col">${label}</th>`);
  return markup`<table><tr><th scope="col">${pointHeading}</th>${head}</tr>${rows}</table>`;
}
