import { describeData, describeModel, describeTeachers } from '../config';
import type { EvaluationEvent } from '../runs';
import { escapeMarkup, plotSvg } from './plot';
import type { RunRecord } from './record';
import { plotsOf } from './run-plots';

const style = `body{font:14px/1.5 system-ui,sans-serif;color:#222;background:#fff;max-width:1340px;margin:0 auto;padding:24px clamp(12px,3vw,40px)}
h1{font-size:1.6em;margin:0}h2{font-size:1.1em;margin:28px 0 8px}
.verdict{font-size:1.15em;font-weight:600}.failure{border-left:4px solid #c33;padding:6px 12px;background:#fbeeee}
.objective{font-family:ui-monospace,monospace}p,td,th,li,dd{overflow-wrap:anywhere}
table{border-collapse:collapse}td,th{padding:3px 14px 3px 0;text-align:start;vertical-align:top;font-weight:400;border-bottom:1px solid #e5e5e5}
th{color:#555}td.number{text-align:end;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(520px,100%),1fr));gap:12px}
svg{width:100%;height:auto;border:1px solid #e5e5e5}pre{padding:12px;background:#f6f6f6;overflow-x:auto}
@media print{body{padding:0}svg{break-inside:avoid}}`;

/** The report of a run as one page that needs nothing else: no script, no network; every text is escaped. */
export function runHtml(record: RunRecord): string {
  const { name, status, verdict, failure, objective, notices, configText } = record;
  const plots = plotsOf(record).map(plotSvg);
  const parts = [
    `<h1>${escapeMarkup(name)}</h1>`,
    `<p>${escapeMarkup(record.id)}, ${status}</p>`,
    verdict === '' ? '' : `<p class="verdict">${escapeMarkup(verdict)}</p>`,
    failure === undefined ? '' : `<p class="failure">${escapeMarkup(failure)}</p>`,
    `<h2>Objective</h2><p class="objective">${escapeMarkup(objective)}</p>`,
    `<h2>Run</h2><div class="wide">${factsTable(record)}</div>`,
    plots.length === 0
      ? '<p>The run has no step yet.</p>'
      : `<h2>Curves</h2><div class="plots">${plots.join('')}</div>`,
    evaluationTable(record.evaluations),
    notices.length === 0
      ? ''
      : `<h2>Notices</h2><ul>${notices.map((text) => `<li>${escapeMarkup(text)}</li>`).join('')}</ul>`,
    configText === '' ? '' : `<h2>Config</h2><pre>${escapeMarkup(configText)}</pre>`,
  ];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(name)}</title>
<style>${style}</style>
</head>
<body>
${parts.filter((part) => part !== '').join('\n')}
</body>
</html>
`;
}

function factsTable({ config, engine, teachers, configHash, createdAt, progress }: RunRecord): string {
  const rows: (readonly [string, string])[] = [
    ['Student', describeModel(config.student.model, config.data.set)],
    ['Teacher', describeTeachers(config) ?? 'none'],
    ['Data', describeData(config)],
    ['Engine', engine],
    ['Seed', String(config.seed)],
    ['Started', new Date(createdAt).toISOString()],
    ['Trained', progress.seconds === undefined ? '' : `${progress.seconds.toFixed(1)} s`],
    ['Config, SHA-256', configHash],
    ...teachers.map((teacher): [string, string] => [`${teacher.name}, key in the cache`, teacher.key]),
  ];
  const lines = rows
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `<tr><th scope="row">${escapeMarkup(label)}</th><td>${escapeMarkup(value)}</td></tr>`);
  return `<table>${lines.join('')}</table>`;
}

function evaluationTable(evaluations: readonly EvaluationEvent[]): string {
  if (evaluations.length === 0) return '';
  const share = (value: number | undefined): string => (value === undefined ? '' : `${(100 * value).toFixed(2)} %`);
  const heads = ['Network', 'Split', 'Epoch', 'Errors', 'Accuracy', 'NLL', 'Agreement', 'KL at T = 1'];
  const rows = evaluations.map(({ phase, teacher, split, epoch, errors, accuracy, ...more }) => {
    const words = [teacher === undefined ? phase : `${phase} ${teacher}`, split].map(
      (text) => `<td>${escapeMarkup(text)}</td>`,
    );
    const { crossEntropy, agreement, klAtOne } = more;
    const numbers = [
      String(Number(epoch.toFixed(2))),
      errors.toLocaleString('en'),
      share(accuracy),
      crossEntropy.toFixed(4),
      share(agreement),
      klAtOne?.toFixed(4) ?? '',
    ];
    return `<tr>${words.join('')}${numbers.map((text) => `<td class="number">${text}</td>`).join('')}</tr>`;
  });
  const head = heads.map((text) => `<th scope="col">${text}</th>`).join('');
  return `<h2>Evaluations</h2><div class="wide"><table><tr>${head}</tr>${rows.join('')}</table></div>`;
}
