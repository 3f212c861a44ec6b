// Judges Python code: the first words of its comments and docstrings, as those of TypeScript, and the size of its files.
// Usage: node scripts/lint/python.mjs
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { judgeComment } from './rules/words-rule.mjs';

const places = ['python', 'test/python'];
/** The maximum lines of code of a file: neither blank nor comments. */
const maxLines = 300;
/** A comment, or a string with its quotes; what a string holds is no comment. */
const token = /#[^\n]*|("""|''')(?:\\[^]|(?!\1)[^])*\1|"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'/g;

/** Comments and docstrings of a source as `{ text, line, end }`; comments below one another in one column are one. */
export function commentsOf(source) {
  const found = [];
  for (const { 0: text, 1: quotes, index } of source.matchAll(token)) {
    const start = source.lastIndexOf('\n', index - 1) + 1;
    const isAlone = source.slice(start, index).trim() === '';
    if (!text.startsWith('#') && !(quotes !== undefined && isAlone)) continue;
    const line = source.slice(0, index).split('\n').length;
    const comment = { text, line, end: line + text.split('\n').length - 1, column: index - start, isAlone };
    const before = found.at(-1);
    const isBelow = text.startsWith('#') && before?.text.startsWith('#') && before.column === comment.column;
    if (isBelow && before.end + 1 === line) before.end = line;
    else found.push(comment);
  }
  return found;
}

/** Sentences about a source. */
export function judgePython(source) {
  const comments = commentsOf(source);
  const words = comments.flatMap(({ text, line }) => {
    const sentence = judgeComment(text.replace(/^(#[:!]?|"""|''')/, ''));
    return sentence === undefined ? [] : [`${line}: ${sentence}`];
  });
  const isCode = source.split('\n').map((line) => line.trim() !== '');
  for (const { line, end, isAlone } of comments) if (isAlone) isCode.fill(false, line - 1, end);
  const count = isCode.filter(Boolean).length;
  return count <= maxLines ? words : [...words, `1: ${count} lines of code, and a file holds at most ${maxLines}`];
}

if (process.argv[1] === import.meta.filename) {
  for (const place of places) {
    for (const name of readdirSync(place, { recursive: true }).filter((one) => one.endsWith('.py'))) {
      const file = path.join(place, name);
      for (const sentence of judgePython(readFileSync(file, 'utf8'))) {
        console.error(`${file}:${sentence}`);
        process.exitCode = 1;
      }
    }
  }
}
