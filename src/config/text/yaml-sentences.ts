import type { ErrorCode } from 'yaml';

/** Sentences for errors that the parser tells apart by its message alone, tried in their order. */
const byMessage: readonly (readonly [message: RegExp, sentence: (found: string) => string])[] = [
  [/^Unexpected flow-map-end/, () => 'A closing } has no opening one. Remove it, or write the { that is missing.'],
  [/^Unexpected flow-seq-end/, () => 'A closing ] has no opening one. Remove it, or write the [ that is missing.'],
  [/ in block collection must be sufficiently indented and end with a (.)/, missingEnd],
  [/^Missing closing (.)quote/, missingEnd],
  [/^Unexpected (?:,|empty item) in /, () => 'A comma stands here without a value before it. Remove it.'],
  [/^Missing , (?:or : )?between/, () => 'A comma is missing between two entries. Write one.'],
  [/^Missing space after :/, () => 'A space is missing after the colon. Write one.'],
  [/^Comments must be separated/, () => 'A space is missing before the #. Write one.'],
  [/^Tags and anchors must be separated/, () => 'A space is missing behind this. Write one.'],
  [/^Sequence item without - /, () => 'An entry of the list has no - before it. Write one, with a space behind it.'],
  [
    /^Implicit map keys need to be followed/,
    () => 'There is no colon behind this. Write one with a value, or indent it as a part of the value above.',
  ],
  [/block-seq-ind on same line/, () => 'A list begins below its key. Put the - on the next line, indented.'],
  [
    /^Block scalar header includes/,
    () => 'Nothing else may stand on the line behind | or >. Write the text on the next lines, indented.',
  ],
  [/^Block scalar values in collections/, () => 'The text behind | or > is not indented. Indent it with spaces.'],
  [/^Block collection cannot start on same line/, () => 'A key stands behind ---. Begin a new line with it.'],
  [/^Missing directives-end/, () => 'A line that begins with % says nothing here. Remove it.'],
  [/^Invalid escape sequence ([^]*)$/, unknownEscape],
  [/^Plain value cannot start with .* (\S)$/, (start) => `A value cannot begin with ${start}. Put it in quotes.`],
  [
    / (?:at node end|token in YAML stream)/,
    () =>
      'This does not belong to what stands before it. Put a value in quotes as a whole, and indent a key as its neighbours.',
  ],
];

/** An error of the YAML parser as a sentence with what to do, in words that no parser has. */
export function plainSentence(code: ErrorCode, message: string): string {
  for (const [pattern, sentence] of byMessage) {
    const found = pattern.exec(message);
    if (found !== null) return sentence(found[1] ?? '');
  }
  return byCode(code);
}

function missingEnd(end: string): string {
  return /["']/.test(end)
    ? `A closing ${end} is missing. Write it at the end of the value.`
    : `A closing ${end} is missing, or its line is not indented. Write it, indented by two spaces.`;
}

function unknownEscape(written: string): string {
  const shown = JSON.stringify(written.slice(0, 4)).slice(1, -1).replaceAll('\\\\', '\\');
  return `In double quotes a backslash begins a special character, and ${shown} is none. Write / between folders, or use single quotes.`;
}

function byCode(code: ErrorCode): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'The line is indented with a tab. Indent it with spaces.';
    case 'BAD_INDENT':
      return 'This is not indented as its neighbours are. Give all of them the same indentation.';
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return 'This is indented as a part of the line above, which has its value already. Indent it as its neighbours.';
    case 'BLOCK_IN_FLOW':
      return 'Within brackets and braces lists are written with [ ] and maps with { }. Write it so, or end them before.';
    case 'KEY_OVER_1024_CHARS':
      return 'A key has more than 1,024 characters. Look for a colon or a quote that is missing.';
    case 'MULTIPLE_ANCHORS':
    case 'MULTIPLE_TAGS':
    case 'ALIAS_PROPS':
    case 'BAD_PROP_ORDER':
      return 'A value has one & or ! at most, behind its key. Remove this one.';
    case 'BAD_ALIAS':
      return 'Behind & and * stands a name. Write one, or put the value in quotes.';
    case 'TAG_RESOLVE_FAILED':
    case 'BAD_COLLECTION_TYPE':
      return 'Words that begin with ! are not used in configs. Remove it, or put the value in quotes.';
    case 'BAD_DIRECTIVE':
      return 'A line that begins with % says nothing here. Remove it.';
    case 'BAD_DQ_ESCAPE':
    case 'BAD_SCALAR_START':
    case 'DUPLICATE_KEY':
    case 'IMPOSSIBLE':
    case 'MISSING_CHAR':
    case 'MULTIPLE_DOCS':
    case 'NON_STRING_KEY':
    case 'RESOURCE_EXHAUSTION':
    case 'UNEXPECTED_TOKEN':
      return 'This cannot be read here. Look at the quotes, brackets and indentation before it.';
  }
}
