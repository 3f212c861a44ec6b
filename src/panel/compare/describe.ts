import type { Comparison } from '../../config';
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
  const share = (value: number | undefined): string => (value === undefined ? '–' : `${(100 * value).toFixed(2)} %`);
  const count = (value: number | undefined): string => value?.toLocaleString('en-US') ?? '–';
  return [
    ['status', ...runs.map(({ status }) => status)],
    ['measured on', ...runs.map(({ progress }) => splitOf(progress) ?? '–')],
    ['accuracy', ...runs.map(({ progress }) => share(progress.accuracy))],
    ['errors', ...runs.map(({ progress }) => count(progress.errors))],
    ['agreement with the teacher', ...runs.map(({ progress }) => share(progress.agreement))],
    ['seconds', ...runs.map(({ progress }) => count(progress.seconds && Math.round(progress.seconds)))],
  ].filter(([, ...values]) => values.some((value) => value !== '–'));
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const codeOf = (value: unknown): string => (value === undefined ? '–' : code(JSON.stringify(value)));

/** A text of anybody's as code in a table's cell: nothing in it is read as Markdown. */
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const bare = text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  return longest > 0 ? `${fence} ${bare} ${fence}` : `${fence}${bare}${fence}`;
}

/** A text of anybody's outside of code. */
const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>()#+!|~&]/g, '\\$&');
