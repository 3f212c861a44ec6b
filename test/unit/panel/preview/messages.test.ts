import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseConfig } from '../../../../src/config';
import { describePreview } from '../../../../src/panel/preview/describe';
import { readFromPreview, readToPreview, type PreviewContent, type ToPreview } from '../../../../src/panel/messages';

const text = `name: one
data: { set: mnist }
teacher: { model: { preset: mlp, hidden: [20] } }
student: { model: { preset: mlp, hidden: [10] } }
temperature: { strategy: linear, from: 8, to: 2 }
loss: { hard: 0.1, soft: 0.9 }
`;
const content = describePreview(parseConfig(text, 'yaml'), undefined);
const good: ToPreview = { ...content, type: 'preview', isBehindPick: false };
const overHttp = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The message with one part replaced, named by its path. */
function withPart(path: readonly (string | number)[], part: unknown): unknown {
  const whole = overHttp(good) as Record<string | number, unknown>;
  const holder = path.slice(0, -1).reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], whole);
  (holder as Record<string | number, unknown>)[path.at(-1) ?? ''] = part;
  return whole;
}

const hostile: readonly [what: string, message: unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a text', 'preview'],
  ['a list', [good]],
  ['another type', { ...good, type: 'snapshot' }],
  ['a name that is an object', withPart(['name'], { toString: 'x' })],
  ['no word on a pick', withPart(['isBehindPick'], undefined)],
  ['no charts', withPart(['charts'], undefined)],
  ['charts that are no list', withPart(['charts'], { length: 1, 0: good.charts[0] })],
  ['a chart that is null', withPart(['charts', 0], null)],
  ['an axis that is no text', withPart(['charts', 0, 'axis'], 3)],
  ['places that are texts', withPart(['charts', 0, 'places', 0], '<img src=x onerror=alert(1)>')],
  ['a place that is infinite', { ...good, charts: [{ ...good.charts[0], places: [0, Infinity] }] }],
  ['no place at all', withPart(['charts', 0, 'places'], [])],
  ['places that go down', withPart(['charts', 0, 'places', 0], 1e9)],
  [
    'a value that is not a number',
    { ...good, charts: [{ ...good.charts[0], softWeight: { label: 'w', values: [NaN] } }] },
  ],
  ['fewer values than places', withPart(['charts', 0, 'temperatures', 0, 'values'], [1])],
  [
    'more curves than there are colours',
    withPart(['charts', 0, 'temperatures'], Array(5).fill(good.charts[0]?.softWeight)),
  ],
  ['a curve without a label', withPart(['charts', 0, 'softWeight', 'label'], undefined)],
  [
    'a million places',
    withPart(
      ['charts', 0, 'places'],
      Array.from({ length: 1e6 }, (_, index) => index),
    ),
  ],
  ['ten thousand charts', withPart(['charts'], Array(10_000).fill(good.charts[0]))],
  ['preflights that are no texts', withPart(['preflights'], [{ sentence: 'a' }])],
  [
    'rows of texts',
    withPart(
      ['softness'],
      [{ teacher: 'a', rows: [{ temperature: '1', entropy: 0, topMass: 0, effectiveClasses: 1 }] }],
    ),
  ],
];

describe('the messages of a preview', () => {
  it('are read as they were sent', () => {
    assert.deepEqual(readToPreview(overHttp(good)), overHttp(good));
    assert.equal(good.charts.length, 1);
    assert.equal(good.charts[0]?.temperatures[0]?.values.length, good.charts[0]?.places.length);
  });
  for (const [what, message] of hostile) {
    it(`are refused where they hold ${what}`, () => {
      assert.equal(readToPreview(message), undefined);
    });
  }
  it('take a gap for a gap', () => {
    assert.notEqual(readToPreview(withPart(['charts', 0, 'temperatures', 0, 'values', 3], null)), undefined);
  });
  for (const [message, expected] of [
    [{ type: 'ready' }, true],
    [{ type: 'ready', more: 'x' }, true],
    [{ type: 'preview' }, false],
    ['ready', false],
    [null, false],
    [undefined, false],
    [['ready'], false],
  ] as const) {
    it(`from the page: ${JSON.stringify(message)} is ${expected ? '' : 'not '}ready`, () => {
      assert.equal(readFromPreview(message) !== undefined, expected);
    });
  }
});

describe('what a preview shows', () => {
  const shown = (config: string, before?: PreviewContent): PreviewContent =>
    describePreview(parseConfig(config, 'yaml'), before);
  it('is the curve of before, and a sentence that says so, while the config has errors', () => {
    const now = shown(text.replace('from: 8', 'from: ['), good);
    assert.deepEqual(now.charts, good.charts);
    assert.equal(now.notice, 'The config has errors: this is how it was before them.');
  });
  it('says so where there was nothing before', () => {
    const now = shown('name: [');
    assert.deepEqual(now.charts, []);
    assert.equal(now.notice, 'The config has errors; its temperature is drawn once they are mended.');
  });
  it('says that labels alone need no temperature', () => {
    const now = shown(
      text
        .replace(/^teacher.*\n/m, '')
        .replace(/^temperature.*\n/m, '')
        .replace('0.1, soft: 0.9', '1, soft: 0'),
    );
    assert.equal(now.notice, 'The student learns from labels alone: no temperature is used.');
  });
  it('names the strategy with its formula, and the soft weight with T²', () => {
    const [chart] = good.charts;
    assert.ok(chart !== undefined);
    assert.equal(chart.title, 'linear');
    assert.equal(chart.formula, 'T = from + (to − from)·progress');
    assert.equal(chart.temperatures[0]?.values[0], 8);
    assert.ok(Math.abs((chart.softWeight.values[0] ?? 0) - 0.9 * 64) < 1e-9);
  });
});
