import type { Range } from '../../problems/problem';
import { plainOf, snippetOf, type Piece } from '../sketch';

/**
 * A proposal for a range. Accepting it leaves a text that can be read; lines after its first one are indented
 * relative to the line that it is written in, as editors do.
 */
export interface Completion extends Range {
  readonly label: string;
  readonly insertText: string;
  /** The same text as a snippet of the editor, with a stop at each value. */
  readonly snippet: string;
  /** `block`: a key with all that one kind of its value takes. */
  readonly kind: 'key' | 'value' | 'block' | 'file' | 'run';
  /** True where the inserted text ends at a value that has to be chosen next. */
  readonly isOpen: boolean;
  readonly detail?: string;
  /** Markdown. Asked for when it is shown. */
  readonly document?: () => string;
}

/** The completion that inserts pieces. */
export function completionOf(
  { start, end }: Range,
  label: string,
  kind: Completion['kind'],
  pieces: readonly Piece[],
  about: { readonly detail?: string; readonly document?: () => string } = {},
): Completion {
  const insertText = plainOf(pieces);
  const { detail, document } = about;
  return {
    ...{ label, insertText, snippet: snippetOf(pieces), kind, start, end },
    isOpen: insertText.endsWith('\n  '),
    ...(detail === undefined ? {} : { detail }),
    ...(document === undefined ? {} : { document }),
  };
}
