/** Comments and docstrings of a source; comments below one another in one column are one. Lines count from 1. */
export function commentsOf(
  source: string,
): readonly { readonly text: string; readonly line: number; readonly end: number }[];
/** Sentences about the first words of comments and the size of a source, each with its line. */
export function judgePython(source: string): string[];
