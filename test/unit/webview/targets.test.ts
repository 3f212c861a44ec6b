import assert from 'node:assert/strict';
import { Generator } from '../../../src/data';
import { summarizeSoftTargets } from '../../../src/distillation';
import { MessageError, parseTargetsAnswer } from '../../../src/panel/messages';
import { noChoices, readChoices } from '../../../webview/targets/choices';
import { confusionOf, frequentConfusions, listSamples } from '../../../webview/targets/order';
import { divergenceAt, soften } from '../../../webview/targets/softmax';

const classes = 7;
const generator = new Generator(5);
const draw = (): Float32Array => Float32Array.from({ length: 40 * classes }, () => 4 * generator.nextNormal());
const [teacher, student] = [draw(), draw()];
const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${actual}, ${expected}`);

describe('distributions at a temperature', () => {
  it('are as soft as the preview of a config says', () => {
    const temperatures = [0.5, 1, 4, 20];
    for (const expected of summarizeSoftTargets(teacher, classes, temperatures)) {
      const found = soften(teacher, classes, expected.temperature);
      near(found.entropy, expected.entropy);
      near(found.topMass, expected.topMass);
      near(found.effectiveClasses, expected.effectiveClasses);
    }
  });

  it('have the values that a calculator gives', () => {
    const { probabilities, entropy } = soften(Float32Array.of(2, 0), 2, 2);
    near(probabilities[0] ?? 0, Math.E / (1 + Math.E));
    near(entropy, Math.log(1 + Math.E) - Math.E / (1 + Math.E));
    // p = (e, 1)/(1 + e) against its mirror: KL = (p − q)·(2/T − 0).
    near(divergenceAt(Float32Array.of(2, 0), Float32Array.of(0, 2), 2, 2), (Math.E - 1) / (Math.E + 1));
    assert.equal(divergenceAt(teacher, teacher, classes, 3), 0);
  });

  it('hold out where exponentials would not', () => {
    const far = soften(Float32Array.of(3e4, -3e4, 0), 3, 0.1);
    assert.deepEqual([...far.probabilities, far.entropy, far.effectiveClasses], [1, 0, 0, 0, 1]);
    assert.ok(divergenceAt(teacher, student, classes, 0.1) > 1);
  });
});

describe('the list of examples', () => {
  const samples = {
    labels: Int32Array.of(0, 1, 1, 2),
    studentChoices: Int32Array.of(0, 2, 1, 1),
    teacherChoices: Int32Array.of(0, 1, 1, 1),
    loss: Float32Array.of(0.1, 3, 0.2, Number.NaN),
    divergence: Float32Array.of(0.5, 0.5, 0.9, 0.1),
  };
  for (const [order, filter, expected] of [
    ['divergence', {}, [2, 0, 1, 3]],
    ['loss', {}, [3, 1, 2, 0]],
    ['place', {}, [0, 1, 2, 3]],
    ['loss', { label: 1 }, [1, 2]],
    ['place', { teacher: 1, student: 1 }, [2, 3]],
    ['place', { label: 0, student: 1 }, []],
  ] as const) {
    it(`is ${expected.join(' ')} by ${order} of ${JSON.stringify(filter)}`, () =>
      assert.deepEqual([...listSamples(samples, order, filter)], expected));
  }

  it('counts each pair of classes', () => {
    const { labels, studentChoices } = samples;
    assert.deepEqual([...confusionOf(labels, studentChoices, 3)], [1, 0, 0, 0, 1, 1, 0, 1, 0]);
    assert.deepEqual(frequentConfusions(labels, studentChoices, 1), [{ row: 1, column: 2, count: 1 }]);
  });
});

describe('what arrives at the view of soft targets', () => {
  const rows = {
    type: 'rows',
    evaluation: 'a',
    teacher: 0,
    selection: { kind: 'sample', index: 1 },
    rows: 2,
    total: 2,
  };
  it('is read from typed arrays and from plain ones', () => {
    for (const student of [Float32Array.of(1, 2), [1, 2]]) {
      assert.deepEqual(parseTargetsAnswer({ ...rows, student, teacherLogits: [] }), {
        ...{ ...rows, student: Float32Array.of(1, 2), teacherLogits: new Float32Array() },
      });
    }
  });

  const overview = { type: 'overview', classNames: ['a'], evaluations: [], teachers: [], temperature: 1 };
  const picture = { type: 'pictures', split: 'test', samples: [3], height: 1, width: 2, channels: 1 };
  const samples = { type: 'samples', evaluation: 'a', teacher: 0, labels: [0], studentChoices: [0], loss: [1] };
  for (const [answer, message] of [
    [null, /^the answer is no object$/],
    [{ type: 'script' }, /^'type' has the unknown value 'script'$/],
    [{ ...rows, student: [1, 2, 3], teacherLogits: [] }, /^the answer has logits that are no whole rows$/],
    [{ ...rows, student: ['1'], teacherLogits: [] }, /^'student' is no list of numbers$/],
    [{ ...picture, pixels: [1] }, /^the answer has pixels that do not fit its pictures$/],
    [{ ...picture, split: 'train', pixels: [1, 2] }, /^'split' has the unknown value 'train'$/],
    [{ ...samples, teacherChoices: [0], divergence: [] }, /^the answer has columns that are not equally long$/],
    [{ ...overview, classNames: ['a', 1] }, /^'classNames.1' is no text$/],
    [{ ...overview, temperature: 0 }, /^'temperature' is not above 0$/],
    [{ ...rows, student: [1, 2], teacherLogits: [1] }, /^the answer has a teacher of other classes$/],
  ] as const) {
    it(`is refused: ${String(message)}`, () =>
      assert.throws(
        () => parseTargetsAnswer(answer),
        (error) => error instanceof MessageError && message.test(error.message),
      ));
  }

  it('is kept over a reload, and what is impossible in it left out', () => {
    const choices = { ...noChoices, evaluation: 'last validation', temperature: 3, filter: { label: 2 } };
    assert.deepEqual(readChoices(JSON.parse(JSON.stringify(choices))), choices);
    const odd = { teacher: -1, temperature: 'x', order: 'size', filter: { label: 1.5 }, selection: { kind: 'all' } };
    assert.deepEqual(readChoices(odd), noChoices);
  });
});
