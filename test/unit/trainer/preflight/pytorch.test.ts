import assert from 'node:assert/strict';
import { allRows, gatherBatch } from '../../../../src/data';
import { adapterOf } from '../../../../src/trainer/networks/teacher-adapter';
import { describeClassifiers, errorsOf, facts } from './describe-classifiers';
import { digits } from './digits';

// One file of each exporter, one with logits and one whose ending is cut off; the exhaustive suite has the others.
describeClassifiers(['torchscript-dynamic-logits.onnx', 'dynamo-fixed-log-softmax.onnx']);

describe('a PyTorch classifier without its normalization', function () {
  this.timeout(60_000);

  it('makes the errors that PyTorch makes on plain pixels before that', async () => {
    assert.equal(await errorsOf('torchscript-dynamic-logits.onnx'), facts.errorsOnPixels);
  });

  it('is given the same bytes by its view as by a batch of it', async () => {
    const data = await digits();
    const seen = adapterOf(data, { input: { mean: facts.mean, std: facts.std } }).data;
    const order = Int32Array.of(3, 1, 4);
    const { images } = gatherBatch(seen, seen.validation, order, 0, 3);
    const rows = allRows(seen.validation, seen.features);
    assert.deepEqual(images.subarray(784, 1568), rows.subarray(784, 1568));
  });
});
