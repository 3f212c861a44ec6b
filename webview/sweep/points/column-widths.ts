import type { Column, SweepTable } from '../../../src/sweep-figures';

/** Texts of a column that are measured: the longest by their characters. */
const measured = 6;
const padding = 20;

/**
 * Widths of columns in CSS pixels, so that the longest text of each fits. Only the rows in sight are in the document, so the browser
 * cannot know them.
 */
export function widthsOf(table: SweepTable, columns: readonly Column[], first: string[], font: string): number[] {
  const context = document.createElement('canvas').getContext('2d');
  if (context !== null) context.font = font;
  const widthOf = (text: string): number => context?.measureText(text).width ?? 8 * text.length;
  return columns.map((column, index) => {
    const texts = new Set([
      ...table.points.flatMap((point) => [column.text(point), ...point.runs.map((run) => column.runText(run))]),
      ...(index === 0 ? first : []),
    ]);
    const longest = [...texts].sort((one, other) => other.length - one.length).slice(0, measured);
    const text = Math.max(0, ...longest.map(widthOf)) + (index === 0 ? 44 : 0);
    // The head is bold and has an arrow.
    return Math.ceil(Math.max(text, widthOf(column.label) * 1.06 + 16) + padding);
  });
}
