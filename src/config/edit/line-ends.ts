import type { TextEdit } from './map-edits';

/** The same edits with the line ends that a text has. */
export function inLineEndsOf(text: string, edits: readonly TextEdit[]): TextEdit[] {
  if (!text.includes('\r\n')) return [...edits];
  return edits.map((edit) => ({ ...edit, newText: edit.newText.replaceAll(/\r?\n/g, '\r\n') }));
}
