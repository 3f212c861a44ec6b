import { DataFault } from '../../data-fault';

/** An error of the parser of separated values, which lies in a bundle of its own. */
export interface CsvError extends Error {
  readonly code: string;
  /** The line at which it was noticed, and the rows that were read before. */
  readonly lines?: unknown;
  readonly records?: unknown;
}

/** The fault of a file that the parser refuses: names the line, or the row of an open quote, which shows at the end of the file. */
export function csvFault(error: CsvError, file: string): DataFault {
  const { code, lines, records } = error;
  const isOpen = code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE';
  const line = typeof lines === 'number' ? `line ${lines}` : 'a line';
  const place = isOpen && typeof records === 'number' ? `row ${records + 1}` : line;
  const what = isOpen ? 'a quote is opened and never closed' : `a quote is not where one may be (${code})`;
  return new DataFault(`${file}, ${place}: ${what}`, 'write a quote within a quoted value twice', { cause: error });
}
