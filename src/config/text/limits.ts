import { Lexer } from './yaml-parser';

export const maxDepth = 64;
export const maxNodes = 20_000;
/** Problems of one kind in a text: nobody reads more, and a hostile text has one at every character. */
export const maxErrors = 100;
/** Problems of all kinds that reading a text gives. */
export const maxProblems = 300;
/** Shorter texts are parsed in a moment, whatever is in them; most configs are not counted at all. */
const uncountedLength = 64 * 1024;

/** Nesting that the parsers themselves could overflow the stack on is refused from the brackets and indentation. */
export function isTooDeep(text: string): boolean {
  let brackets = 0;
  for (const character of text) {
    if (character === '{' || character === '[') brackets++;
    else if (character === '}' || character === ']') brackets = Math.max(0, brackets - 1);
    if (brackets > maxDepth) return true;
  }
  return /^(?: *[-?:] ){65}/m.test(text) || /^ {1000}/m.test(text) || /(?:[-?:][ \t]+){65}/.test(text);
}

/** The lexer's marker before the text of a scalar. */
const scalarFollows = '\u001f';

/** Marks of structure that a value can need: a colon, a dash, a comma and a bracket. */
const marksPerValue = 4;

/** Tells YAML of more values or marks than a config can need: its parser would take seconds to find an error at each. */
export function hasTooMany(text: string): boolean {
  if (text.length <= uncountedLength) return false;
  let scalars = 0;
  let marks = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === scalarFollows || token.startsWith('"') || token.startsWith("'")) scalars += 1;
    else if (/^[-?:,{}[\]&*!%]/.test(token)) marks += 1;
    // A key and a value each.
    if (scalars > 2 * maxNodes || marks > marksPerValue * maxNodes) return true;
  }
  return false;
}
