import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import {
  applyEdits,
  completeConfig,
  decodeConfig,
  fixesFor,
  hoverConfig,
  jsonSchema,
  parseConfig,
  type Language,
} from '../../../src/config';
import { cpuTime } from '../../growth';

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly const?: unknown;
}

type Step = string | number;

/** Every place of the schema, with what must be written around it so that it belongs to its branch. */
function placesOf(node: Node, path: readonly Step[], around: Place['around']): Place[] {
  const branches = [node, ...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  const inner = branches.flatMap((branch) => {
    const fixed = Object.entries(branch.properties ?? {}).find(([, { const: word }]) => word !== undefined);
    const needs = fixed ? [...around, [[...path, fixed[0]], fixed[1].const] as const] : around;
    const below = Object.entries(branch.properties ?? {}).flatMap(([key, child]) =>
      placesOf(child, [...path, key], needs),
    );
    return branch.items ? [...below, ...placesOf(branch.items, [...path, 0], needs)] : below;
  });
  return path.length === 0 ? inner : [{ path, around }, ...inner];
}

interface Place {
  readonly path: readonly Step[];
  readonly around: readonly (readonly [readonly Step[], unknown])[];
}

function put(holder: Record<string, unknown> | unknown[], [first, ...rest]: readonly Step[], value: unknown): void {
  const map = holder as Record<Step, unknown>;
  if (first === undefined) return;
  if (rest.length === 0) {
    map[first] = value;
    return;
  }
  if (typeof map[first] !== 'object' || map[first] === null) map[first] = typeof rest[0] === 'number' ? [] : {};
  put(map[first] as Record<string, unknown>, rest, value);
}

const wrong: readonly unknown[] = [
  null,
  '',
  'zzzzzz',
  -1,
  0.5,
  1e308,
  1e-300,
  true,
  [],
  [[]],
  {},
  { zzzzzz: 1 },
  NaN,
  Infinity,
];

/** Schema places are many and alike below teachers, so each gets a few of the wrong values, all of them in turn. */
const each = 3;

function check(text: string, language: Language, what: string): void {
  const parsed = parseConfig(text, language);
  for (const problem of parsed.problems) {
    assert.ok(problem.start >= 0 && problem.start <= problem.end && problem.end <= text.length, what);
    assert.ok(problem.message.length > 10 && problem.message.length < 1200, `${what}: ${problem.message.length}`);
  }
  const [first] = parsed.problems;
  for (const fix of first ? fixesFor(parsed, first) : []) applyEdits(text, fix.edits);
  const middle = first?.start ?? 0;
  completeConfig(text, language, middle);
  hoverConfig(text, language, middle);
}

describe('a value of the wrong kind at every key of the schema', () => {
  const places = placesOf(jsonSchema(), [], []);
  it('finds the keys', () => {
    assert.ok(places.length > 300, String(places.length));
  });
  for (const language of ['yaml', 'json'] as const)
    it(`is a diagnostic in the text, never an exception: ${language}`, async () => {
      let refused = 0;
      const askAll = (): void => {
        places.forEach(({ path, around }, index) => {
          for (let turn = 0; turn < each; turn += 1) {
            const value = wrong[(index * each + turn) % wrong.length];
            const config = { name: 'a', data: { set: 'mnist' }, student: { model: { preset: 'mlp', hidden: [9] } } };
            for (const [place, word] of around) put(config, place, word);
            put(config, path, value);
            const text = language === 'yaml' ? stringify(config) : JSON.stringify(config, null, 1);
            check(text, language, `${path.join('.')}: ${String(value)} in ${language}`);
            if (value === 'zzzzzz' && parseConfig(text, language).problems.length > 0) refused += 1;
          }
        });
      };
      const took = await cpuTime(askAll);
      assert.ok(took < 120_000, `${took} ms`);
      assert.ok(refused > 50, `${refused}`);
    }).timeout(180_000);
});

describe('text that is not UTF-8', () => {
  const config = 'name: a\ndata: { set: mnist }\nstudent: { model: { preset: mlp, hidden: [9] } }\n';
  const read: [title: string, text: string, says: RegExp, offset: number][] = [
    [
      'UTF-16, little end first',
      readAs('utf16le', `\ufeff${config}`),
      /is UTF-16, which was read as UTF-8\. Save it/,
      0,
    ],
    ['UTF-16, big end first', readAs('utf16be', `\ufeff${config}`), /is UTF-16, which was read as UTF-8\. Save it/, 0],
    ['UTF-16 without a mark', readAs('utf16le', config), /is UTF-16, which was read as UTF-8\. Save it/, 0],
    [
      'Latin-1',
      readAs('latin1', `# caf\u00e9\n${config}`),
      /no UTF-8, as files in Latin-1 or Windows-1252 have\. Save/,
      5,
    ],
  ];
  for (const [title, text, says, offset] of read)
    for (const language of ['yaml', 'json'] as const)
      it(`${title}, read as UTF-8: what it is and what to do, in ${language}`, () => {
        check(text, language, title);
        const { problems, config: none } = parseConfig(text, language);
        const problem = problems.find(({ code }) => code === 'encoding');
        assert.match(problem?.message ?? '', says);
        assert.deepEqual([problem?.start, problem?.severity], [offset, 'error']);
        assert.equal(none, undefined);
      });
  const bytes: [title: string, content: Buffer, says: RegExp][] = [
    ['UTF-16, little end first', Buffer.from(`\ufeff${config}`, 'utf16le'), /^is UTF-16 \(little-endian\)$/],
    ['UTF-16, big end first', Buffer.from(`\ufeff${config}`, 'utf16le').swap16(), /^is UTF-16 \(big-endian\)$/],
    ['UTF-16 without a mark', Buffer.from(config, 'utf16le'), /^is UTF-16 \(little-endian, without a mark\)$/],
    ['UTF-16, big, no mark', Buffer.from(config, 'utf16le').swap16(), /^is UTF-16 \(big-endian, without a mark\)$/],
    [
      'Latin-1',
      Buffer.from(`${config}# caf\u00e9\n`, 'latin1'),
      /^has bytes on line 4 that are no UTF-8, as files in Lat/,
    ],
  ];
  for (const [title, content, says] of bytes)
    it(`${title}, as bytes: an error that names it`, () => {
      assert.throws(() => decodeConfig(content), { name: 'RangeError', message: says });
    });
  it('UTF-8 is read as it is, with a byte-order mark and without, in every script', () => {
    for (const text of [config, `\ufeff${config}`, '# поток 流 😀\n', '']) {
      assert.equal(decodeConfig(Buffer.from(text, 'utf8')), text);
      assert.ok(!parseConfig(text, 'yaml').problems.some(({ code }) => code === 'encoding'));
    }
  });
});

/** The bytes of a text in another encoding, taken for UTF-8. */
function readAs(encoding: 'utf16le' | 'utf16be' | 'latin1', text: string): string {
  if (encoding === 'utf16be') return Buffer.from(text, 'utf16le').swap16().toString('utf8');
  return Buffer.from(text, encoding).toString('utf8');
}
