import { resultRows, type RunComparison } from '../../comparison';
import { formatContents, whyBroken, type RunSummary } from '../../runs';
import { missing } from '../../wording';

/** Markdown page of a comparison: its warnings, results, and the settings and inputs that differ. */
export function describeComparison(
  runs: readonly Pick<RunSummary, 'id' | 'name' | 'status'>[],
  comparison: RunComparison,
): string {
  const { settings, inputs, warnings } = comparison;
  const rows = settings.map(({ path, values }) => [code(path), ...values.map(codeOf)]);
  return [
    `# ${runs.map(({ name }) => plain(name)).join(' and ')}`,
    ...warnings.map((warning) => `> **Note:** ${plain(warning)}.`),
    '## Results',
    table([['', ...runs.map(({ id }) => code(id))], ...resultRows(runs, comparison)]),
    '## Settings that differ',
    rows.length === 0 ? 'None.' : table([['setting', ...runs.map(({ id }) => code(id))], ...rows]),
    ...(inputs.length === 0
      ? []
      : [
          '## Data and files that differ',
          table([
            ['SHA-256', ...runs.map(({ id }) => code(id))],
            ...inputs.map(({ input, values }) => [plain(input), ...formatContents(values).map(code)]),
          ]),
        ]),
    '',
  ].join('\n\n');
}

/** Markdown page in place of a comparison: why a run is broken, or that one is gone. */
export function describeBroken(broken: RunSummary | undefined): string {
  const reason = broken === undefined ? 'one of them is no longer there' : `${broken.id}: ${whyBroken(broken)}`;
  return `# Compare\n\nThese runs cannot be compared: ${plain(reason)}\n`;
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const codeOf = (value: unknown): string => (value === undefined ? missing : code(JSON.stringify(value)));

/** Text as inline code in a table cell. Nothing in it is parsed as Markdown, since the text may come from a stranger. */
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const bare = text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  return longest > 0 ? `${fence} ${bare} ${fence}` : `${fence}${bare}${fence}`;
}

/** Text outside of code, with all Markdown escaped. */
const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>()#+!|~&]/g, '\\$&');
