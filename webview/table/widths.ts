import type { Column, Row, TableRun } from '../../src/run-table';
import { marksOf } from './marks';

/** Rows that are measured: those in sight are few, and a format takes its time. */
const sampled = 100;
/** Texts of a column whose widths are measured: the longest by their characters. */
const measured = 6;
const padding = 20;
/** The status dot or arrow, the indent of a run in a group, and the gap before a difference. */
const leadWidth = 16 + 20 + 8;
/** Padding and border of a mark. */
const markExtra = 24;
/** Padding and border of a mark, in letters. */
const lettersOfMark = 4;
const maxWidth = 340;
const curveWidth = 96;

/**
 * Widths of columns in CSS pixels, so that the longest text of each fits. Only the rows in sight are in the document, so the browser
 * cannot know them.
 */
export function widthsOf(columns: readonly Column[], rows: readonly Row[], font: string): number[] {
  const context = document.createElement('canvas').getContext('2d');
  // Groups are bold.
  if (context !== null) context.font = `600 ${font}`;
  const widthOf = (text: string): number => context?.measureText(text).width ?? 8 * text.length;
  const step = Math.max(1, Math.ceil(rows.length / sampled));
  const sample = rows.filter((_, index) => index % step === 0);
  return columns.map((column) => {
    if (column.key === 'curve') return curveWidth;
    if (column.key === 'run') return firstWidth(sample, column, widthOf);
    const longest = longestOf(sample.map((row) => textOfCell(row, column)));
    // The head may have an arrow.
    const text = Math.max(...longest.map(widthOf), widthOf(column.label) + 22);
    return Math.ceil(Math.min(maxWidth, text) + padding);
  });
}

/** The longest texts by their characters. */
const longestOf = (texts: readonly string[]): string[] =>
  [...new Set(texts)].sort((one, other) => other.length - one.length).slice(0, measured);

/** Width of the column of names: that of the row whose name and marks are the widest together. */
function firstWidth(rows: readonly Row[], column: Column, widthOf: (text: string) => number): number {
  const cells = rows.map((row) => ({ text: textOfCell(row, column), marks: marksOf(row).map(({ text }) => text) }));
  const lengthOf = ({ text, marks }: (typeof cells)[number]): number =>
    marks.reduce((sum, mark) => sum + mark.length + lettersOfMark, text.length);
  const longest = cells.sort((one, other) => lengthOf(other) - lengthOf(one)).slice(0, measured);
  const widths = longest.map(({ text, marks }) => {
    const ofMarks = marks.reduce((sum, mark) => sum + widthOf(mark) + markExtra, 0);
    return Math.min(maxWidth, widthOf(text)) + Math.min(maxWidth, ofMarks);
  });
  return Math.ceil(Math.max(...widths, widthOf(column.label) + 22) + leadWidth + padding);
}

/** Text of a cell. */
export function textOfCell(row: Row, column: Column): string {
  if (row.kind === 'run') return column.textOf(row.run);
  return column.key === 'run' ? row.label : column.textOfGroup(row.runs);
}

/** The runs that a row stands for. */
export const runsOf = (row: Row): readonly TableRun[] => (row.kind === 'run' ? [row.run] : row.runs);
