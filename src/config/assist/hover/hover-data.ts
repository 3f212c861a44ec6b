import { codeOf, splitSizes, type DataFacts } from '../../../data-sources';
import { formatBytes, formatCount, formatCountOf } from '../../../wording';
import { usedTeachers } from '../../schema/objective';
import { classProfile, studentClasses, studentExamples } from '../../schema/preview';
import type { ResolvedConfig } from '../../schema/schema';

/** Sizes and classes of the data at a path, with imbalance and transfer applied. */
export function dataFacts(path: readonly string[], config: ResolvedConfig, facts: DataFacts): string | undefined {
  const [first, second] = path;
  if (first === 'transfer') return aboutTransfer(second, config, facts);
  if (first !== 'data') return undefined;
  const profile = classProfile(config, facts);
  switch (second) {
    case undefined:
    case 'format':
    case 'path':
    case 'python':
    case 'set':
      return [sizes(config, facts), bars(profile, facts), firstRows(facts), pictures(facts)]
        .filter(Boolean)
        .join('\n\n');
    case 'columns':
      return [columnsOf(facts), firstRows(facts)].filter(Boolean).join('\n\n') || undefined;
    case 'augment':
      return path.length === 2 ? costOfAugment(config, facts) : undefined;
    case 'validation':
    case 'test':
    case 'limit':
    case 'train':
      return sizes(config, facts);
    case 'classes':
    case 'imbalance':
      return bars(profile, facts);
    default:
      return undefined;
  }
}

/** Says why nothing is known of data that the user's own code makes. */
export function unknownData(
  [first, second, ...below]: readonly string[],
  { data }: ResolvedConfig,
): string | undefined {
  if (first !== 'data' || below.length > 0 || codeOf(data) === undefined) return undefined;
  if (second !== undefined && second !== 'python' && second !== 'format') return undefined;
  return 'What it gives is known once a run has opened it: nothing else executes the code.';
}

function sizes(config: ResolvedConfig, facts: DataFacts): string {
  const { shape, classes, splits, bytes } = facts;
  const { validation, test } = splitSizes(config.data, splits);
  const profile = classProfile(config, facts);
  const training = profile.reduce((sum, count) => sum + count, 0);
  const split = `${formatCount(training)} training, ${formatCount(validation)} validation and ${formatCount(test)} test examples`;
  // Rounded down like the counts that a run cuts classes to.
  const [min, max] = [Math.floor(Math.min(...profile)), Math.floor(Math.max(...profile))];
  const each = isEven(profile)
    ? `, about ${formatCount(training / classes.length)} each to train on`
    : `, ${formatCount(min)} to ${formatCount(max)} each to train on`;
  const size = bytes === undefined ? '' : `; ${formatBytes(bytes)} on disk`;
  return `${split} of ${shape.join('×')}; ${classes.length} classes${each}${size}`;
}

/** Answers that teachers give for changed pictures, in numbers. */
function costOfAugment(config: ResolvedConfig, facts: DataFacts): string | undefined {
  const teachers = usedTeachers(config).length;
  if (teachers === 0) return undefined;
  const examples = Math.floor(studentExamples(config, facts));
  const { epochs } = config.train;
  const whose = teachers === 1 ? 'The teacher answers' : `Each of ${teachers} teachers answers`;
  return `${whose} for ${formatCount(examples)} changed pictures in every epoch, ${formatCount(examples * epochs)} in ${formatCountOf(epochs, 'epoch')}; its kept answers are for unchanged ones`;
}

/** Whether all classes have about as many examples, which need no picture. */
function isEven(profile: readonly number[]): boolean {
  return Math.max(...profile) <= 1.5 * Math.min(...profile);
}

function aboutTransfer(key: string | undefined, config: ResolvedConfig, facts: DataFacts): string {
  const seen = new Set(studentClasses(config, facts));
  const examples = studentExamples(config, facts);
  const share = config.transfer?.labelFraction ?? 1;
  const labelled = `The student sees ${formatCount(examples)} examples of ${seen.size} classes, ${formatCount(examples * share)} with their labels`;
  if (key === 'labelFraction') return labelled;
  const counts = classProfile(config, facts).map((count, index) => (seen.has(index) ? count : 0));
  return `${labelled}\n\n${bars(counts, facts)}`;
}

/** Columns and rows that are shown. */
const maxShownColumns = 8;

/** Sample pictures, one behind the other, with the names of their classes for those who do not see them. */
function pictures({ pictures: samples = [] }: DataFacts): string {
  return samples.map(({ className, uri }) => `![${className.replace(/[^\p{L}\p{N} _-]/gu, '')}](${uri})`).join(' ');
}

/** First rows as a table of Markdown; those of arrays have a label and numbers. */
function firstRows({ columns, firstRows: rows = [] }: DataFacts): string {
  const [first] = rows;
  if (first === undefined) return '';
  const line = (cells: readonly string[]): string => `| ${cells.slice(0, maxShownColumns).map(cellOf).join(' | ')} |`;
  const names = columns?.map(({ name }) => name) ?? ['label', ...first.slice(1).map((_, place) => String(place))];
  const rule = line(names.map(() => '---'));
  return [line(names), rule, ...rows.map(line)].join('\n');
}

/** A value in a cell: on one line, without marks of Markdown. */
const cellOf = (text: string): string =>
  text
    .slice(0, 30)
    .replace(/[\\`*_|<>[\]#!&]/g, '\\$&')
    .replace(/\s+/g, ' ');

/** Columns of a table by what they are used as. */
function columnsOf({ columns = [] }: DataFacts): string {
  const uses = [
    ['label', 'label'],
    ['number', 'numbers'],
    ['text', 'texts'],
    ['unused', 'not used'],
  ] as const;
  const lines = uses.flatMap(([use, word]) => {
    const own = columns.filter((column) => column.use === use);
    const names = own
      .slice(0, 20)
      .map(({ name, missing }) => cellOf(name) + (missing === 0 ? '' : ` (${missing} missing)`));
    return own.length === 0 ? [] : [`- ${word}: ${names.join(', ')}${own.length > names.length ? ', …' : ''}`];
  });
  return lines.join('\n');
}

const longestBar = 24;

/** More classes are not read one by one. */
const maxBars = 30;

/** Examples of each class as bars, one line a class. */
function bars(profile: readonly number[], { classes }: DataFacts): string {
  const counts = profile.map(Math.floor);
  const max = Math.max(...counts, 1);
  const width = Math.max(...counts.map((count) => formatCount(count).length));
  const names = classes.map(({ name, label }) => (name === String(label) ? `class ${name}` : name));
  const shown = counts.slice(0, maxBars);
  const nameWidth = Math.max(...names.slice(0, maxBars).map(({ length }) => length));
  const lines = shown.map((count, index) => {
    const length = count > 0 ? Math.max(Math.round((longestBar * count) / max), 1) : 0;
    return `${(names[index] ?? '').padEnd(nameWidth)}  ${formatCount(count).padStart(width)}  ${'█'.repeat(length)}`;
  });
  if (counts.length > shown.length) lines.push(`and ${formatCount(counts.length - shown.length)} classes more`);
  return ['```text', ...lines, '```'].join('\n');
}
