import { printParseErrorCode, type ParseErrorCode } from 'jsonc-parser';

const sentences: Readonly<Record<string, string>> = {
  InvalidSymbol: 'This is no JSON value. Put text in double quotes.',
  InvalidNumberFormat: 'This is no number in JSON. Write it like 0.5 or 1e-3.',
  PropertyNameExpected: 'A key in double quotes is expected here.',
  ValueExpected: 'A value is expected here.',
  ColonExpected: 'A colon is expected here, between the key and its value.',
  CommaExpected: 'A comma is expected here, between two entries.',
  CloseBraceExpected: 'The map is not closed. Add a }.',
  CloseBracketExpected: 'The list is not closed. Add a ].',
  EndOfFileExpected: 'Nothing may follow the closing brace. Remove this.',
  InvalidCommentToken: 'A comment cannot stand here. Remove it.',
  UnexpectedEndOfComment: 'The comment is not closed. Add */.',
  UnexpectedEndOfString: 'The text is not closed. Add a double quote.',
  UnexpectedEndOfNumber: 'The number is not finished. Add a digit.',
  InvalidUnicode: 'A \\u needs four hexadecimal digits after it.',
  InvalidEscapeCharacter: 'This escape is unknown in JSON. Write \\\\ for a backslash.',
  InvalidCharacter: 'A control character cannot stand in text. Write it as an escape, such as \\n.',
};

/** A sentence for an error code of the JSON parser, with the way to mend it. */
export function jsonSentence(error: ParseErrorCode): string {
  const name = printParseErrorCode(error);
  return sentences[name] ?? `This is no JSON (${name}). Correct it.`;
}
