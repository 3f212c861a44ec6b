/** The parser of separated values: of a stream, and of a whole text. A file of its own, which is built beside the extension. */
import { CsvError as StreamError } from 'csv-parse';
import { CsvError as TextError } from 'csv-parse/sync';
import type { CsvError } from './csv-fault';

export { parse } from 'csv-parse';
export { parse as parseText } from 'csv-parse/sync';

/** Whether an error is the parser's own: a stream's and a text's may be of two classes of one name. */
export const isCsvError = (error: unknown): error is CsvError =>
  error instanceof StreamError || error instanceof TextError;
