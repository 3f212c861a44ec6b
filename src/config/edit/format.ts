import { format } from 'jsonc-parser';
import type { TextEdit } from './edits';

/** Edits that lay a JSON config out with one indentation; comments stay. `newline` is the document's own. */
export function formatJson(
  text: string,
  options: { readonly tabSize: number; readonly insertSpaces: boolean; readonly newline: string },
): TextEdit[] {
  const { tabSize, insertSpaces, newline } = options;
  return format(text, undefined, { tabSize, insertSpaces, eol: newline, keepLines: true }).map(
    ({ offset, length, content }) => ({ start: offset, end: offset + length, newText: content }),
  );
}
