import assert from 'node:assert/strict';
import {
  applyEdits,
  checkConfig,
  fixAll,
  fixesFor,
  parseConfig,
  type Fix,
  type Language,
  type ParsedConfig,
  type Problem,
} from '../../../src/config';
import { commentsIn } from '../../../src/config/edit/comments';
import { pairedDocuments } from '../../documents/documents';
import { mistakesIn } from '../../documents/mistakes';
import { valid } from '../../unit/config/documents';

type Node = NonNullable<ParsedConfig['root']>;

/** A value of a config as it is written. */
interface Written {
  readonly path: string;
  readonly text: string;
  /** Undefined for what holds other values. */
  readonly value: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** Every value in the order of the text. An alias is the text `*name` and nothing more. */
function valuesOf({ text, root }: ParsedConfig): Written[] {
  const found: Written[] = [];
  const visit = (node: Node, path: string, key: { start: number; end: number } | undefined): void => {
    const start = key?.start ?? node.start;
    const end = Math.max(node.end, key?.end ?? 0);
    const name = key ? text.slice(key.start, key.end) : '';
    const leaf = { path, text: `${name} ${text.slice(node.start, node.end)}`, start, end };
    if (text[node.start] === '*') found.push({ ...leaf, value: 'alias' });
    else if (node.kind === 'scalar') found.push({ ...leaf, value: JSON.stringify(node.value) });
    else {
      found.push({ path, text: name, value: undefined, start, end });
      if (node.kind === 'list')
        node.items.forEach((item, index) => {
          visit(item, `${path}/${index}`, undefined);
        });
      else {
        for (const { key: own, keyRange, node: value } of node.entries) visit(value, `${path}/${own}`, keyRange);
        for (const { keyRange, node: value } of node.ignored) visit(value, `${path}/at ${keyRange.start}`, keyRange);
      }
    }
  };
  if (root) visit(root, '', undefined);
  return found.sort((one, other) => one.start - other.start);
}

/** Every comment stays, in its order; every other value stays as it is written, in its order; every other line too. */
function holdsTheRest(before: ParsedConfig, after: ParsedConfig): void {
  const { language } = before;
  assert.deepEqual(commentsIn(after.text, language), commentsIn(before.text, language), 'comments');
  const [old, now] = [valuesOf(before), valuesOf(after)];
  const same = (one: readonly Written[], other: readonly Written[]): Written[] => {
    const known = new Map(other.map(({ path, value }) => [path, value]));
    return one.filter(({ path, value }) => known.has(path) && known.get(path) === value);
  };
  const kept = same(old, now);
  assert.deepEqual(
    same(now, old).map(({ path, text }) => [path, text]),
    kept.map(({ path, text }) => [path, text]),
    'other values',
  );
  const lineOf = (offset: number): number => before.text.slice(0, offset).split('\n').length - 1;
  const touched = new Set<number>();
  for (const leaf of old.filter((one) => !kept.includes(one))) {
    // A comma or a brace of the line before goes or comes with what it belongs to.
    for (let line = lineOf(leaf.start) - 1; line <= lineOf(leaf.end) + 1; line += 1) touched.add(line);
  }
  const remaining = new Set(after.text.split('\n'));
  const gone = before.text.split('\n').filter((line, index) => !touched.has(index) && !remaining.has(line));
  // New text may follow a comma on one line.
  assert.ok(gone.length <= 1, `lines that are gone:\n${gone.join('\n')}`);
  if (!/[^\r]\n/.test(before.text)) assert.doesNotMatch(after.text, /[^\r]\n/);
}

function check(parsed: ParsedConfig, problem: Problem, { title, edits }: Fix): void {
  const text = applyEdits(parsed.text, edits);
  const after = parseConfig(text, parsed.language);
  const isSame = (one: Problem): boolean => one.code === problem.code && String(one.path) === String(problem.path);
  const count = ({ problems }: ParsedConfig): number => problems.filter(isSame).length;
  const about = `${problem.code}: ${title}\n${parsed.text}\n→\n${text}`;
  // Of several of one kind at one place, such as a key that is given three times, one is gone.
  assert.ok(count(after) < count(parsed), `the diagnostic is gone, ${about}`);
  try {
    holdsTheRest(parsed, after);
  } catch (error) {
    throw new Error(`${about}\n${error instanceof Error ? error.message : ''}`, { cause: error });
  }
}

/** Texts in which much can be lost: comments at every place, quotes in text, values over several lines. */
const dense: readonly [title: string, language: Language, text: string][] = [
  [
    'comments and quotes everywhere',
    'yaml',
    `# top
name: "a # no comment" # n
data: # d
  set: mnist # s
  # between
  validation: 100 # v
teachers: # two
  - name: one # 1
    # inside
    model: # m
      preset: mlp # p
      hidden: # h
        - 90 # first
        - 80 # second
    temperature: { strategy: linear, from: 9, # hot
      to: 3 } # cold
  - { name: 'two', model: { preset: mlp, hidden: [70] } } # 2
student: { model: { preset: mlp, hidden: [ 9, 8 ] } } # small
loss: { kind: dkd, alpha: 1, # target
  beta: 8 }
# end
`,
  ],
  [
    'comments and quotes everywhere, CRLF',
    'json',
    `// top
{
  "name": "a // no comment", // n
  "data": { /* d */ "set": "mnist", "validation": 100 /* v */ },
  "teachers": [ // two
    { "name": "one", // 1
      "model": { "preset": "mlp", "hidden": [
        90, // first
        80 // second
      ] }
    },
    { "name": "two", "model": { "preset": "mlp", "hidden": [70] } } // 2
  ],
  "student": { "model": { "preset": "mlp", "hidden": [ 9, 8 ] } }, /* small */
  "loss": {
    "kind": "dkd", // k
    "alpha": 1
  }
} // end
`.replaceAll('\n', '\r\n'),
  ],
];

const documents = [
  ...[...valid, ...dense].map((document) => [...document, 1] as const),
  // One mistake in so many: all of them take a minute.
  ...pairedDocuments
    .filter(({ isBroken }) => !isBroken)
    .flatMap(({ title, yaml, json }) => [[title, 'yaml', yaml, 7] as const, [title, 'json', json, 7] as const]),
];

describe('every quick fix takes its diagnostic away and leaves the rest of the text as it is', () => {
  let tried = 0;
  for (const [title, language, text, step] of documents)
    it(`${title}, ${language}`, () => {
      const mistakes = mistakesIn(text, language).filter((_, index) => index % step === 0);
      for (const mistake of [{ title: 'as it is', text }, ...mistakes]) {
        const parsed = parseConfig(mistake.text, language);
        for (const problem of checkConfig(parsed)) {
          for (const fix of fixesFor(parsed, problem)) {
            tried += 1;
            check(parsed, problem, fix);
          }
        }
      }
    });
  it('which were thousands', () => {
    assert.ok(tried > 5000, String(tried));
  });
});

describe('fix all', () => {
  for (const [title, language, text] of [...valid, ...dense])
    it(`leaves nothing that it would mend, and every comment: ${title}, ${language}`, () => {
      for (const { text: broken } of mistakesIn(text, language)) {
        const after = applyEdits(broken, fixAll(broken, language).edits);
        assert.deepEqual(fixAll(after, language).edits, [], after);
        assert.deepEqual(commentsIn(after, language), commentsIn(broken, language), after);
      }
    });
});
