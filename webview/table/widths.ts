import type { Column, Row, TableRun } from '../../src/run-table';
import { marksOf } from './marks';

/** Rows that are measured: those in sight are few, and a format takes its time. */
const sampled = 200;
const padding = 20;
/** The status dot or arrow, the indent of a run in a group, and the gap before a difference. */
const leadWidth = 16 + 20 + 8;
/** Padding and border of a mark. */
const markExtra = 24;
const maxWidth = 340;
const curveWidth = 96;

/**
 * Widths of columns in CSS pixels, so that the longest text of each fits. Only the rows in sight are in the document, so the browser
 * cannot know them.
 */
export function widthsOf(columns: readonly Column[], rows: readonly Row[], font: string): number[] {
  const context = document.createElement('canvas').getContext('2d');
  if (context !== null) context.font = font;
  const widthOf = (text: string): number => context?.measureText(text).width ?? 8 * text.length;
  const step = Math.max(1, Math.ceil(rows.length / sampled));
  const sample = rows.filter((_, index) => index % step === 0);
  return columns.map((column) => {
    if (column.key === 'curve') return curveWidth;
    const longest = longestOf(sample, (row) => textOfCell(row, column));
    // The head may have an arrow, and a group is bold.
    const text = Math.max(widthOf(longest) * 1.08, widthOf(column.label) + 22);
    const marks = column.key === 'run' ? leadWidth + marksWidth(sample, widthOf) : 0;
    return Math.ceil(Math.min(maxWidth, text) + marks + padding);
  });
}

function longestOf(rows: readonly Row[], textOf: (row: Row) => string): string {
  return rows.map(textOf).reduce((longest, text) => (text.length > longest.length ? text : longest), '');
}

/** Width of the widest marks of a row. */
function marksWidth(rows: readonly Row[], widthOf: (text: string) => number): number {
  const textOf = (row: Row): string =>
    marksOf(row)
      .map(({ text }) => text)
      .join(' ');
  const longest = rows.reduce<Row | undefined>(
    (one, other) => (one === undefined || textOf(other).length > textOf(one).length ? other : one),
    undefined,
  );
  const marks = longest === undefined ? [] : marksOf(longest);
  return Math.min(
    maxWidth,
    marks.reduce((sum, { text }) => sum + widthOf(text) + markExtra, 0),
  );
}

/** Text of a cell. */
export function textOfCell(row: Row, column: Column): string {
  if (row.kind === 'run') return column.textOf(row.run);
  return column.key === 'run' ? row.label : column.textOfGroup(row.runs);
}

/** The runs that a row stands for. */
export const runsOf = (row: Row): readonly TableRun[] => (row.kind === 'run' ? [row.run] : row.runs);
