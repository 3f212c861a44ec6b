import { fitsSign, formatRunLabel, formatStatus, readFilterNumber, statuses } from '../wording';
import type { Column } from './columns';
import type { TableRun } from './table';

/** Runs that fit a filter, or the reason why it cannot be read. */
export interface Filtered {
  readonly runs: readonly TableRun[];
  readonly fault?: string;
}

type Fits = (run: TableRun) => boolean;

const comparison = /^(.+?)(<=|>=|!=|[≤≥≠<>=])(.*)$/;
/** Words after `is:`, beside the statuses. */
const kinds: Readonly<Record<string, Fits>> = {
  archived: ({ isArchived }) => isArchived,
  starred: ({ isStarred }) => isStarred,
  control: ({ isControl }) => isControl,
  baseline: ({ isBaseline }) => isBaseline,
  noted: ({ note }) => note !== '',
};

/**
 * The runs that fit all words of a filter: `units>=100 T<20 ★ #best is:finished text`. A word is a comparison with a column by its
 * name, `★` for a star, `#` and a tag, `is:` and a status or kind, or text of a run's label, tags or note. Archived runs fit only
 * a filter with `is:archived`.
 */
export function filterRuns(runs: readonly TableRun[], columns: readonly Column[], text: string): Filtered {
  const words = text
    .trim()
    .replaceAll(/\s*(<=|>=|!=|[≤≥≠<>=])\s*/g, '$1')
    .split(/\s+/)
    .filter((word) => word !== '');
  const wantsArchived = words.includes('is:archived');
  const listed = wantsArchived ? runs : runs.filter(({ isArchived }) => !isArchived);
  const fits: Fits[] = [];
  for (const word of words) {
    const read = readWord(word, columns);
    if (typeof read === 'string') return { runs: listed, fault: read };
    fits.push(read);
  }
  return { runs: listed.filter((run) => fits.every((fit) => fit(run))) };
}

/** Reads one word of a filter, or says why it cannot be read. */
function readWord(word: string, columns: readonly Column[]): Fits | string {
  if (word === '★') return ({ isStarred }) => isStarred;
  if (word.startsWith('#')) return ({ tags }) => tags.includes(word.slice(1));
  if (word.startsWith('is:')) return readKind(word.slice(3));
  const [, name = '', sign = '', value = ''] = comparison.exec(word) ?? [];
  if (sign !== '') return readComparison(name, sign, value, columns);
  const wanted = word.toLowerCase();
  return (run) => textsOf(run).some((text) => text.toLowerCase().includes(wanted));
}

const textsOf = (run: TableRun): string[] => [formatRunLabel(run), run.key, run.note, ...run.tags];

function readKind(kind: string): Fits | string {
  const known = kinds[kind];
  if (known !== undefined) return known;
  // Written in English everywhere, as the names of columns are; also by the word that stands in the table.
  const status = statuses.find((one) => one === kind || formatStatus(one) === kind);
  if (status !== undefined) return (run) => run.status === status;
  const offered = [...statuses, ...Object.keys(kinds)].join(', ');
  return `'is:${kind}' is unknown. Write is: and one of ${offered}.`;
}

function readComparison(name: string, sign: string, value: string, columns: readonly Column[]): Fits | string {
  const wanted = name.toLowerCase();
  const column = columns.find(({ key, word, label }) =>
    [key, word, label.replaceAll(' ', '')].some((one) => one.toLowerCase() === wanted),
  );
  if (column === undefined) {
    return `'${name}' is no column. Take one of ${columns.map(({ word }) => word).join(', ')}.`;
  }
  const isEquality = sign === '=' || sign === '!=' || sign === '≠';
  const number = readFilterNumber(value);
  if (!isEquality && !column.isNumber) return `${name} has no order. Write ${name} = and a value.`;
  if (column.isNumber && number === undefined && !isEquality)
    return `${name} is compared with a number, such as ${name} > 1.`;
  return (run) => {
    const own = column.valueOf(run);
    if (typeof own === 'number' && number !== undefined) return fitsSign(own, sign, number);
    return isEquality && (column.textOf(run) === value) === (sign === '=');
  };
}
