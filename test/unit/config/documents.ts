import { readFileSync } from 'node:fs';
import type { Completion, Language } from '../../../src/config';

const read = (name: string): string => readFileSync(new URL(`../../../examples/${name}`, import.meta.url), 'utf8');

/** Configs that are valid, in the many ways in which people write them. */
export const valid: readonly [title: string, language: Language, text: string][] = [
  ['the example', 'yaml', read('mnist.distill.yaml')],
  ['the example', 'json', read('mnist.distill.json')],
  [
    'block maps all the way, deep indentation, lists in blocks',
    'yaml',
    `# first
name: "block"
data:
    set: mnist

    # nothing here
    validation: 100
teacher:
  model:
    preset: mlp
    hidden:
    - 1200
    - 1200   # twice
  train:
    optimizer:
      name: sgd

student:
      model:
        preset: 'mlp'
        hidden:
          - 30
temperature:  # why
  strategy: step   # how
  from: 6
  # when
  milestones:
    - 2
    - 4
loss:
  hard: 0.5
# last
`,
  ],
  [
    'no newline at the end, a folded text, quoted keys, an anchor',
    'yaml',
    `"name": >-
  folded
  text
'data': { set: mnist }
student:
  model: &m { preset: mlp, hidden: [800] }
teacher:
  model: *m
temperature: 4`,
  ],
  [
    'one flow map',
    'yaml',
    `{ name: a b, data: { set: mnist }, # comment
  student: { model: { preset: mlp, hidden: [30, 30] } }, temperature: { strategy: constant }, }
`,
  ],
  [
    'CRLF',
    'yaml',
    'name: crlf\r\ndata:\r\n  set: mnist # here\r\nstudent:\r\n  model:\r\n    preset: mlp\r\n    hidden: [30]\r\nloss: { soft: 0 }\r\n',
  ],
  [
    'one line of JSON',
    'json',
    '{"name":"a","data":{"set":"mnist"},"student":{"model":{"preset":"mlp","hidden":[30]}}}',
  ],
  [
    'tabs and comments everywhere',
    'json',
    `/* head */
{
\t"name": "a\\"b // no comment", // a comment, with "quotes"
\t"data": {
\t\t"set": "mnist" /* between */, "validation": 10
\t},
\t"student": { "model": { "preset": "mlp", "hidden": [ 30, /* more */ 30 ] } },
\t"temperature": {
\t\t"strategy": "cosine",
\t\t"to": 2 // low
\t},
\t"loss": {}, // default
}
`,
  ],
];

/** The text with a completion accepted as an editor does: lines after the first get the line's indentation. */
export function accept(text: string, { start, end, insertText }: Completion): string {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1);
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  return text.slice(0, start) + insertText.replaceAll('\n', `\n${indent}`) + text.slice(end);
}
