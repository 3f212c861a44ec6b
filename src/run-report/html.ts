import { describeData, describeModel, describeTeachers, unreadableConfig } from '../config';
import { publishedFacts } from '../data-sources';
import { markup, standalonePage, textTable, textTableStyle, type Markup } from '../markup';
import { actingGuards, describeChanges, inputFacts, preflightRows, type EvaluationEvent } from '../runs';
import {
  displayLocale,
  formatCount,
  formatCountOf,
  formatDate,
  formatDuration,
  formatEpoch,
  formatFacts,
  formatLoss,
  formatPercent,
  formatSplit,
  formatStatus,
  networkNames,
  noneLabel,
} from '../wording';
import { classTable } from './class-table';
import { heading, paragraph } from './parts';
import { plotSvg } from './plot';
import type { RunRecord } from './record';
import { plotsOf } from './run-plots';
import { softTargetsSection, softTargetsStyle } from './soft-targets/draw-soft-targets';
import type { SoftTargets } from './soft-targets/read-soft-targets';

/** Style of the page of a run, and of one of several. */
export const reportStyle = markup`<style>body{font:14px/1.5 system-ui,sans-serif;color:#222;background:#fff;max-width:1340px;margin:0 auto;padding:24px clamp(12px,3vw,40px)}
h1{font-size:1.6em;margin:0}summary{font-size:1.1em;font-weight:600;margin:28px 0 8px;cursor:pointer}h2{font-size:1.1em;margin:28px 0 8px}
.verdict{font-size:1.15em;font-weight:600}.failure{border-left:4px solid #c33;padding:6px 12px;background:#fbeeee}
.objective{font-family:ui-monospace,monospace}p,td,li,dd{overflow-wrap:anywhere}th{overflow-wrap:break-word}
table{border-collapse:collapse}td,th{padding:3px 14px 3px 0;text-align:start;vertical-align:top;font-weight:400;border-bottom:1px solid #e5e5e5}
th{color:#555}td.number{text-align:end;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(520px,100%),1fr));gap:12px}
svg{width:100%;height:auto;border:1px solid #e5e5e5}pre{padding:12px;background:#f6f6f6;overflow-x:auto}
${softTargetsStyle}
${textTableStyle}
.runs td:first-child svg{width:24px;height:8px;border:0;vertical-align:middle;margin-inline-end:8px}.run>summary{border-top:1px solid #e5e5e5;padding-top:14px}
@media print{body{padding:0}svg{break-inside:avoid}}</style>`;

/** Soft targets of a run, or the reason why they cannot be read; undefined where it has none. */
export type ReportedTargets = SoftTargets | { readonly problem: string } | undefined;

/** Report of a run as one self-contained HTML page: no script, no network; every text is escaped. */
export function runHtml(record: RunRecord, targets?: ReportedTargets): string {
  const { name, difference, id, status } = record;
  const about = formatFacts([difference, `${id}, ${formatStatus(status)}`]);
  const head = [markup`<h1>${name}</h1>`, markup`<p>${about}</p>`];
  const parts = [...head, ...reportParts(record, targets)];
  return standalonePage({ title: name, locale: displayLocale(), style: reportStyle, parts }).toString();
}

/** Parts of a run's report below its heading. */
export function reportParts(record: RunRecord, targets?: ReportedTargets): Markup[] {
  const { verdict, failure, objective, notices, configText, isConfigChanged } = record;
  const plots = plotsOf(record).map((plot) => plotSvg(plot));
  const parts = [
    verdict === '' ? undefined : paragraph(verdict, 'verdict'),
    verdictPart(record),
    failure === undefined ? undefined : paragraph(failure, 'failure'),
    markup`${heading('Objective')}<p class="objective">${objective}</p>`,
    markup`${heading('Run')}<div class="wide">${factsTable(record)}</div>`,
    plots.length === 0
      ? paragraph('The run has no step yet.')
      : markup`${heading('Curves')}<div class="plots">${plots}</div>`,
    targetsPart(targets),
    evaluationTable(record.evaluations),
    classTable(record),
    notices.length === 0
      ? undefined
      : markup`${heading('Notices')}<ul>${notices.map((text) => markup`<li>${text}</li>`)}</ul>`,
    configText === '' ? undefined : heading('Config'),
    isConfigChanged === true
      ? paragraph(
          'The copy of the config in the run folder was changed after the run was made: its SHA-256 is another than the recorded one.',
          'failure',
        )
      : undefined,
    configText === '' ? undefined : markup`<pre>${configText}</pre>`,
  ];
  return parts.filter((part) => part !== undefined);
}

const resultHeadings = ['', 'teacher', 'control', 'distilled', 'difference', '95 % interval', 'p', 'better'];
const pairHeadings = ['seed', 'teacher', 'control', 'distilled', 'difference'];

/** The results over all pairs, and the pairs, below the verdict that rests on them. */
function verdictPart({ verdictTable: table }: RunRecord): Markup | undefined {
  if (table === undefined) return undefined;
  const results = table.results.map((row) => ({
    cells: [
      ...[row.label, row.teacher, row.control, row.distilled],
      ...[row.difference, row.interval, row.p, row.better],
    ],
    isStrong: row.isDeciding,
  }));
  const pairs = table.pairs.map(({ seed, teacher, control, distilled, difference }) => ({
    cells: [seed, teacher, control, distilled, difference],
  }));
  return markup`${heading('Against the control')}${textTable(resultHeadings, results)}${heading('Pairs, test errors')}${textTable(pairHeadings, pairs)}${paragraph(table.detail)}`;
}

function targetsPart(targets: ReportedTargets): Markup | undefined {
  if (targets === undefined) return undefined;
  if (!('problem' in targets)) return softTargetsSection(targets);
  return markup`${heading('Soft targets')}${paragraph(`They cannot be shown: ${targets.problem}`)}`;
}

function factsTable(record: RunRecord): Markup {
  const { config, engine, teachers, configHash, createdAt, progress, inputs, inputChanges } = record;
  const isReadable = unreadableConfig(config) === undefined;
  const rows: (readonly [string, string])[] = [
    ...(isReadable ? settingRows(config) : []),
    ['Engine', engine],
    ['Seed', isReadable ? String(config.seed) : ''],
    ['Started', formatDate(createdAt)],
    ['Trained', progress.seconds === undefined ? '' : formatDuration(progress.seconds)],
    ['Config, SHA-256', configHash],
    ...preflightRows(progress.preflights).map(({ sentence }): [string, string] => ['Preflight', sentence]),
    ...actingGuards(progress.guards).map(({ sentence }): [string, string] => ['Guard', sentence]),
    ['Changed inputs', describeChanges(inputChanges)],
    ...inputFacts(inputs),
    ...teachers.map((teacher): [string, string] => [`${teacher.name}, key in the cache`, teacher.key]),
  ];
  const lines = rows
    .filter(([, value]) => value !== '')
    .map(([label, value]) => markup`<tr><th scope="row">${label}</th><td>${value}</td></tr>`);
  return markup`<table>${lines}</table>`;
}

function settingRows(config: RunRecord['config']): [string, string][] {
  return [
    ['Student', describeModel(config.student.model, publishedFacts(config.data))],
    ['Teacher', describeTeachers(config, publishedFacts(config.data)) ?? noneLabel],
    ['Data', describeData(config)],
  ];
}

const heads = ['Network', 'Split', 'Epoch', 'Errors', 'Accuracy', 'NLL', 'Agreement', 'KL at T = 1'];

function evaluationTable(evaluations: readonly EvaluationEvent[]): Markup | undefined {
  if (evaluations.length === 0) return undefined;
  const head = heads.map((text) => markup`<th scope="col">${text}</th>`);
  // The student's first: a teacher's rows lie between its epochs in the log.
  const phases = ['student', 'teacher'] as const;
  const rows = phases.flatMap((phase) => evaluations.filter((one) => one.phase === phase)).map(evaluationRow);
  const table = markup`<table><tr>${head}</tr>${rows}</table>`;
  const title = `Evaluations: ${formatCountOf(rows.length, 'row')}`;
  return markup`<details><summary>${title}</summary><div class="wide">${table}</div></details>`;
}

function evaluationRow(evaluation: EvaluationEvent): Markup {
  const { phase, teacher, split, epoch, errors, accuracy, crossEntropy, agreement, klAtOne } = evaluation;
  const network = networkNames[phase];
  const words = [teacher === undefined ? network : `${network} ${teacher}`, formatSplit(split)];
  const numbers = [
    ...[formatEpoch(epoch), formatCount(errors), formatPercent(accuracy), formatLoss(crossEntropy)],
    agreement === undefined ? '' : formatPercent(agreement),
    klAtOne === undefined ? '' : formatLoss(klAtOne),
  ];
  const cells = [
    ...words.map((text) => markup`<td>${text}</td>`),
    ...numbers.map((text) => markup`<td class="number">${text}</td>`),
  ];
  return markup`<tr>${cells}</tr>`;
}
