import { createScanner } from 'jsonc-parser';
import { Lexer } from '../text/yaml-parser';
import type { Language } from '../text/tree';

/** The comments of a part of a text in their order, as they are written. What looks like one inside of quotes is none. */
export function commentsIn(text: string, language: Language): string[] {
  return language === 'yaml' ? commentsOfYaml(text) : commentsOfJson(text);
}

/** The lexer's marker before the text of a scalar. */
const scalarFollows = '\u001f';

function commentsOfYaml(text: string): string[] {
  const tokens = [...new Lexer().lex(text)];
  return tokens.filter((token, index) => token.startsWith('#') && tokens[index - 1] !== scalarFollows);
}

function commentsOfJson(text: string): string[] {
  const scanner = createScanner(text, false);
  const found: string[] = [];
  while (scanner.getTokenLength() > 0 || scanner.getPosition() === 0) {
    scanner.scan();
    const token = text.slice(scanner.getTokenOffset(), scanner.getTokenOffset() + scanner.getTokenLength());
    if (/^\/[/*]/.test(token)) found.push(token.trimEnd());
    if (scanner.getPosition() >= text.length) break;
  }
  return found;
}
