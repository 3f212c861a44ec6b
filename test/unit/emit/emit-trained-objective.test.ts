import assert from 'node:assert/strict';
import { observed } from '../../../src/distillation';
import { emitTrainedObjective } from '../../../src/emit';
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
});
