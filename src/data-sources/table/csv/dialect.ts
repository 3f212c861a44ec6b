/** Separators of columns that are detected, the likelier first. */
export const separators = [',', ';', '\t', '|'] as const;

export type Separator = (typeof separators)[number];

/** Marks by which a text file writes a table. */
export interface Dialect {
  readonly separator: Separator;
  readonly decimal: '.' | ',';
}

/** Settings of a config; an absent one is detected from the file. */
export interface WrittenDialect {
  readonly separator?: Separator | undefined;
  readonly decimal?: '.' | ',' | undefined;
}

/**
 * Tells separator and decimal mark from the start of a file: the separator that the first line has most of outside of
 * quotes; decimal commas where commas do not separate and numbers are written with them alone.
 */
export function dialectOf(start: string, written: WrittenDialect, isTsv: boolean): Dialect {
  const [firstLine = ''] = withoutQuoted(start).split(/\r\n|\r|\n/, 1);
  const counts = separators.map((separator) => firstLine.split(separator).length - 1);
  const max = Math.max(...counts);
  const told = max === 0 ? (isTsv ? '\t' : ',') : (separators[counts.indexOf(max)] ?? ',');
  const separator = written.separator ?? (isTsv && counts[2] !== 0 ? '\t' : told);
  return { separator, decimal: written.decimal ?? decimalOf(start, separator) };
}

function decimalOf(start: string, separator: Separator): '.' | ',' {
  if (separator === ',') return '.';
  const cells = start.split(/[\r\n]+/).flatMap((line) => line.split(separator));
  const has = (pattern: RegExp): boolean => cells.some((cell) => pattern.test(cell.replace(/^"|"$/g, '').trim()));
  return has(/^[+-]?\d+,\d+$/) && !has(/^[+-]?\d*\.\d+$/) ? ',' : '.';
}

const withoutQuoted = (text: string): string => text.replace(/"(?:[^"]|"")*"/g, '');
