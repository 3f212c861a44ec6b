import { markup, standalonePage, type Markup } from '../markup';
import {
  displayLocale,
  formatCount,
  formatCountOf,
  formatOutOf,
  formatDuration,
  formatPercent,
  formatRunLabel,
  formatStatus,
  missing,
} from '../wording';
import { reportParts, reportStyle, type ReportedTargets } from './html';
import { heading, paragraph } from './parts';
import { curveSample, plotSvg, type PlotContent } from './plot';
import type { RunRecord } from './record';
import { plotsOf } from './run-plots';

/** A run of a report of several. */
export interface ReportedRun {
  readonly record: RunRecord;
  readonly targets: ReportedTargets;
}

/** Results and settings of several runs, as rows of a label and a cell for each run. */
export type ComparedRows = readonly (readonly string[])[];

/**
 * Report of several runs as one self-contained HTML page: their results in a table, their curves over each other, the settings in
 * which they differ, and the report of each, folded. `differences` are rows of a setting and a cell for each run.
 */
export function runsHtml(runs: readonly ReportedRun[], differences: ComparedRows): string {
  const records = runs.map(({ record }) => record);
  const plots = overlaid(records).map((plot) => plotSvg(plot));
  const names = [...new Set(records.map(({ name }) => name))];
  const title = `${formatCountOf(records.length, 'run')}: ${names.join(', ')}`;
  const parts = [
    markup`<h1>${title}</h1>`,
    markup`<div class="wide">${resultsTable(records)}</div>`,
    plots.length === 0
      ? paragraph('No run has a step yet.')
      : markup`${heading('Curves')}<div class="plots">${plots}</div>`,
    settingsTable(records, differences),
    ...runs.map(
      ({ record, targets }) =>
        markup`<details class="run"><summary>${formatRunLabel(record)}</summary><p>${record.id}, ${formatStatus(record.status)}</p>${reportParts(record, targets)}</details>`,
    ),
  ];
  const shown = parts.filter((part) => part !== undefined);
  return standalonePage({ title, locale: displayLocale(), style: reportStyle, parts: shown }).toString();
}

const heads = ['Run', 'Status', 'Accuracy', 'Errors', 'Teacher’s errors', 'Agreement', 'Epoch kept', 'Trained'];

function resultsTable(records: readonly RunRecord[]): Markup {
  const rows = records.map((record, place) => {
    const { status, progress } = record;
    const { accuracy, errors, count, teacherErrors, agreement, bestEpoch, seconds } = progress;
    const counted = (value: number | undefined): string => (value === undefined ? missing : formatCount(value));
    const numbers = [
      formatPercent(accuracy),
      errors === undefined ? missing : formatOutOf(errors, count),
      counted(teacherErrors),
      formatPercent(agreement),
      counted(bestEpoch),
      seconds === undefined ? missing : formatDuration(seconds),
    ];
    const cells = numbers.map((text) => markup`<td class="number">${text}</td>`);
    return markup`<tr><td>${curveSample(place)}${formatRunLabel(record)}</td><td>${formatStatus(status)}</td>${cells}</tr>`;
  });
  return markup`<table class="runs"><tr>${heads.map((text) => markup`<th scope="col">${text}</th>`)}</tr>${rows}</table>`;
}

function settingsTable(records: readonly RunRecord[], differences: ComparedRows): Markup | undefined {
  if (differences.length === 0) return paragraph('The runs do not differ in their settings.');
  const head = records.map((record) => markup`<th scope="col">${formatRunLabel(record)}</th>`);
  const rows = differences.map(([label = '', ...cells]) => {
    return markup`<tr><th scope="row">${label}</th>${cells.map((text) => markup`<td>${text}</td>`)}</tr>`;
  });
  return markup`${heading('Settings that differ')}<div class="wide"><table><tr><th></th>${head}</tr>${rows}</table></div>`;
}

/** The plots of all runs over each other: the first curve of each run, in the colour of the run. */
function overlaid(records: readonly RunRecord[]): PlotContent[] {
  const all = records.map(plotsOf);
  const titles = [...new Set(all.flatMap((plots) => plots.map(({ title }) => title)))];
  return titles.flatMap((title): PlotContent[] => {
    const own = all.map((plots) => plots.find((plot) => plot.title === title));
    const model = own.find((plot) => plot !== undefined);
    if (model === undefined) return [];
    const { xLabel, scale, clipsEntry } = model;
    const curves = own.flatMap((plot, look) => {
      const [curve] = plot?.curves ?? [];
      const record = records[look];
      if (curve === undefined || record === undefined) return [];
      const { x, y, isMarked = false } = curve;
      return [{ x, y, isMarked, look, label: formatRunLabel(record) }];
    });
    const common = { title, xLabel, curves, isNamedElsewhere: true };
    return [{ ...common, ...(scale && { scale }), ...(clipsEntry === true && { clipsEntry }) }];
  });
}
