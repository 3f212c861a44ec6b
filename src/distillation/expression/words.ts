import { expressionFunctions, expressionNames } from './parse';

/** A part of an expression by what it is; offsets count from the expression's start, `end` is exclusive. */
export interface ExpressionWord {
  readonly kind: 'function' | 'variable' | 'number' | 'operator';
  readonly start: number;
  readonly end: number;
}

/** The parts of a text that have a meaning in an expression, whether it is one or is still being typed. */
export function wordsOfExpression(text: string): ExpressionWord[] {
  const pattern = /(?<![\w.])(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|[A-Za-z_]\w*|[-+*/^<>?:]/g;
  return [...text.matchAll(pattern)].flatMap(({ index, 0: word }) => {
    const kind = kindOf(word);
    return kind === undefined ? [] : [{ kind, start: index, end: index + word.length }];
  });
}

function kindOf(word: string): ExpressionWord['kind'] | undefined {
  if (/^[\d.]/.test(word)) return 'number';
  if (!/^\w/.test(word)) return 'operator';
  if (Object.hasOwn(expressionFunctions, word)) return 'function';
  return Object.hasOwn(expressionNames, word) ? 'variable' : undefined;
}
