/** The parser of separated values: of a stream, and of a whole text. A file of its own, which is built beside the extension. */
export { CsvError, parse } from 'csv-parse';
export { parse as parseText } from 'csv-parse/sync';
