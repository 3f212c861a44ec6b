import { isCollection, isScalar, parseDocument } from '../text/yaml-parser';
import type { Language } from '../text/tree';
import { setValueEdits } from './edits';
import type { TextEdit } from './map-edits';
import { removeEntryEdits } from './remove';

/**
 * Edits that set one value, written as in a YAML config: `.001`, `true`, `[16, 16]`; a text needs no quotes. `null` takes the
 * key out. Empty when it is already so. Throws a RangeError as `setValueEdits` does.
 */
export function overrideEdits(text: string, language: Language, path: string[], written: string): TextEdit[] {
  const value = readValue(written);
  return value === null ? removeEntryEdits(text, language, path) : setValueEdits(text, language, path, value);
}

/** The value of a text on one line. Block maps, comments and what YAML cannot read are a text, such as `a ? b : c`. */
function readValue(written: string): unknown {
  const document = parseDocument(written, { logLevel: 'silent', prettyErrors: false });
  const { contents } = document;
  if (contents === null) return written;
  const isWhole = document.errors.length === 0 && contents.range[1] === written.trimEnd().length;
  const isFlow = isScalar(contents) || (isCollection(contents) && contents.flow === true);
  return isWhole && isFlow ? document.toJS() : written;
}
