import assert from 'node:assert/strict';
import { observed } from '../../../src/distillation';
import { emitTrainedObjective, type TrainedObjective } from '../../../src/emit';
import { recordedObjectives } from '../distillation/objective/objectives';

describe('an objective that the trainer runs in PyTorch', () => {
  const emitted = (name: keyof typeof recordedObjectives): ReturnType<typeof emitTrainedObjective> =>
    emitTrainedObjective(recordedObjectives[name] ?? assert.fail(name), {
      name,
      classCounts: undefined,
      hasMixedLabels: false,
    });

  it('gives every output of a step under its own name, each row of a temperature that samples decide included', () => {
    const { outputs } = emitted('dtkd');
    const named = new Map(outputs.map(({ output, hasRows }) => [output, hasRows]));
    assert.deepEqual([...named.keys()].slice(0, 3), ['loss', 'hard', 'soft']);
    assert.equal(named.get('loss'), false);
    assert.equal(named.get(observed.klAtOne), false);
    assert.equal(named.get(observed.temperature('teacher 0')), true);
  });

  it('has a field of its terms for each of them', () => {
    for (const name of ['kl', 'dtkd', 'learned'] as const) {
      const { source, outputs } = emitted(name);
      const fields = [...source.matchAll(/^ {4}(\w+): Tensor {2}#/gm)].map(([, field]) => field);
      assert.deepEqual(
        outputs.map((one) => one.name),
        fields,
      );
    }
  });

  it('takes shares of rows, and of classes where labels are mixed, and says where rows are compared', () => {
    const of = (name: keyof typeof recordedObjectives, hasMixedLabels: boolean): TrainedObjective =>
      emitTrainedObjective(recordedObjectives[name] ?? assert.fail(name), {
        ...{ name, classCounts: undefined, hasMixedLabels },
      });
    const { source, outputs, comparesRows } = of('dkd 1 8', true);
    assert.match(source, /^ {8}one_hot = labels$/m);
    assert.doesNotMatch(source, /one_hot_of|normalized/);
    assert.match(of('dkd 1 8', false).source, /^ {8}one_hot = one_hot_of\(labels, student_logits\)$/m);
    assert.match(source, /^ {8}weights: Tensor,\n {8}label_weights: Tensor,$/m);
    const means = outputs.filter(({ isMean }) => isMean).map(({ output }) => output);
    assert.deepEqual(means, ['loss', 'hard', 'soft', observed.klAtOne, observed.teacherEntropy]);
    assert.equal(comparesRows, false);
    for (const name of ['dist 1 1', 'flsw', 'cwsm'] as const) assert.equal(of(name, false).comparesRows, true, name);
  });
});
