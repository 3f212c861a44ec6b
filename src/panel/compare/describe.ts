import type { Comparison } from '../../config';
import { formatCount, formatDuration, formatPercent, formatStatus, missing } from '../../wording';
import { splitOf, type RunSummary } from '../../runs';

/** Two runs on one page of Markdown: what they reached, in which settings they differ and what that allows to conclude. */
export function describeComparison(runs: readonly RunSummary[], { differences, warnings }: Comparison): string {
  const rows = differences.map(({ path, values }) => [code(path), ...values.map(codeOf)]);
  return [
    `# ${runs.map(({ name }) => plain(name)).join(' and ')}`,
    ...warnings.map((warning) => `> **Note:** ${plain(warning)}.`),
    '## Results',
    table([['', ...runs.map(({ id }) => code(id))], ...resultsOf(runs)]),
    '## Settings that differ',
    rows.length === 0 ? 'None.' : table([['setting', ...runs.map(({ id }) => code(id))], ...rows]),
    '',
  ].join('\n\n');
}

function resultsOf(runs: readonly RunSummary[]): string[][] {
  return [
    ['status', ...runs.map(({ status }) => formatStatus(status))],
    ['measured on', ...runs.map(({ progress }) => splitOf(progress) ?? missing)],
    ['accuracy', ...runs.map(({ progress }) => formatPercent(progress.accuracy))],
    ['errors', ...runs.map(({ progress }) => formatCount(progress.errors))],
    ['agreement with the teacher', ...runs.map(({ progress }) => formatPercent(progress.agreement))],
    ['time', ...runs.map(({ progress }) => formatDuration(progress.seconds))],
  ].filter(([, ...values]) => values.some((value) => value !== missing));
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const codeOf = (value: unknown): string => (value === undefined ? missing : code(JSON.stringify(value)));

/** A text of anybody's as code in a table's cell: nothing in it is read as Markdown. */
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const bare = text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  return longest > 0 ? `${fence} ${bare} ${fence}` : `${fence}${bare}${fence}`;
}

/** A text of anybody's outside of code. */
const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>()#+!|~&]/g, '\\$&');
