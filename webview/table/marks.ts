import type { Row } from '../../src/run-table';

/** A mark beside the label of a row. */
export interface Mark {
  readonly text: string;
  /** The mark for a screen reader and the pointer. */
  readonly words: string;
  readonly isStar: boolean;
}

/** The marks of a run, or of a group: a star, tags, and how many runs it has. */
export function marksOf(row: Row): Mark[] {
  const tag = (text: string, words = text): Mark => ({ text, words, isStar: false });
  if (row.kind === 'group') {
    const isStarred = row.runs.some((run) => run.isStarred);
    // The names of runs with other seeds have their beginning in common, not the word at their end.
    const isOfControls = row.runs.length > 0 && row.runs.every((run) => run.isControl);
    return [
      ...(isStarred ? [{ text: '★', words: 'with a star', isStar: true }] : []),
      ...(isOfControls ? [tag('control')] : []),
      tag(countOf(row)),
    ];
  }
  const { isStarred, isBaseline, isControl, isArchived, tags, note } = row.run;
  return [
    ...(isStarred ? [{ text: '★', words: 'starred', isStar: true }] : []),
    ...(isBaseline ? [tag('baseline')] : []),
    ...(isControl ? [tag('control')] : []),
    ...(isArchived ? [tag('archived')] : []),
    ...tags.map((one) => tag(`#${one}`)),
    ...(note === '' ? [] : [tag('note', `note: ${note}`)]),
  ];
}

const countOf = ({ runs, sweep }: Extract<Row, { kind: 'group' }>): string =>
  sweep === undefined ? `${runs.length} seeds` : `${runs.length} runs`;
