export function codeLines(source: string): number;
/** Functions with the lines on which they begin, from 1 on, and their lines of code. */
export function functionsOf(
  source: string,
): readonly { readonly name: string; readonly line: number; readonly lines: number }[];
