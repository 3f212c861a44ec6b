import assert from 'node:assert/strict';
import type { Batch } from '../../../../src/data';
import { teacherFeeds, teacherInput, type TeacherSource } from '../../../../src/trainer/step/teacher-source';

describe('the logits of a teacher for a batch', () => {
  it('come from several sets of answers in turn, one for each epoch, and begin again', async () => {
    const source: TeacherSource = {
      kind: 'sets',
      logits: [0, 10, 20].map((start) => Float32Array.of(start, start + 1)),
    };
    const batch = { indices: Int32Array.of(1, 0) } as Batch;
    const firsts: number[] = [];
    for (let epoch = 0; epoch < 5; epoch += 1) {
      const feeds = await teacherFeeds([source], batch, { batchSize: 2, classes: 1, epoch });
      const logits = feeds[teacherInput(0)];
      assert.ok(logits instanceof Float32Array);
      assert.equal((logits[0] ?? 0) - (logits[1] ?? 0), 1);
      firsts.push(logits[1] ?? -1);
    }
    assert.deepEqual(firsts, [0, 10, 20, 0, 10]);
  });
});
