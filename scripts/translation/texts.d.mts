import type ts from 'typescript';

/** A literal that may be a text for people; `node` is undefined for the plural of a counted noun. */
export interface FoundText {
  readonly node: ts.Node | undefined;
  readonly text: string;
  readonly line: number;
}

export function textsIn(file: string, source: string): { readonly found: readonly FoundText[] };

export function translateSource(
  file: string,
  source: string,
  options: { readonly isKnown: (text: string) => boolean; readonly importFrom: string },
): string;
