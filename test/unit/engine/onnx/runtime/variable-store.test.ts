import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as ort from 'onnxruntime-node';
import { VariableStore } from '../../../../../src/engine/onnx/runtime/variable-store';

const tensor = (values: readonly number[], shape: readonly number[]): ort.Tensor =>
  new ort.Tensor('float32', Float32Array.from(values), shape);

describe('the values of variables between runs', () => {
  let variable: tf.Variable;
  before(async () => {
    await tf.setBackend('cpu');
    variable = tf.variable(tf.zeros([2, 3]));
  });
  after(() => {
    variable.dispose();
  });

  it('are read in either layout, whichever a step gave', () => {
    const store = new VariableStore(ort);
    store.set(variable, Float32Array.of(1, 2, 3, 4, 5, 6));
    assert.deepEqual([...(store.tensor(variable, true).data as Float32Array)], [1, 4, 2, 5, 3, 6]);
    assert.deepEqual(store.tensor(variable, true).dims, [3, 2]);
    store.replace(variable, tensor([1, 2, 3, 4, 5, 6], [3, 2]), true);
    assert.deepEqual([...store.values(variable)], [1, 3, 5, 2, 4, 6]);
    assert.deepEqual(store.tensor(variable, false).dims, [2, 3]);
    assert.equal(store.tensor(variable, false), store.tensor(variable, false), 'and not transposed each time');
  });

  it('are freed at once when they are replaced, in both layouts', () => {
    const store = new VariableStore(ort);
    store.set(variable, new Float32Array(6));
    const arrays = [false, true].map((isTransposed) => store.tensor(variable, isTransposed).data as Float32Array);
    const next = tensor([1, 2, 3, 4, 5, 6], [2, 3]);
    store.replace(variable, next, false);
    assert.deepEqual(
      arrays.map(({ length }) => length),
      [0, 0],
    );
    assert.equal(store.values(variable).length, 6);
  });

  it('take no more memory while they are replaced', () => {
    const store = new VariableStore(ort);
    const large = (): Float32Array => new Float32Array(2 ** 20);
    const matrix = tf.variable(tf.zeros([1024, 1024]));
    store.set(matrix, large());
    const held = process.memoryUsage().arrayBuffers;
    for (let step = 0; step < 50; step += 1) {
      store.replace(matrix, new ort.Tensor('float32', large(), [1024, 1024]), false);
      assert.ok(process.memoryUsage().arrayBuffers - held < 2 ** 23, 'two arrays of 4 MB');
    }
    matrix.dispose();
  });

  it('lie one behind the other in a list until one of them is replaced by itself', () => {
    const store = new VariableStore(ort);
    const bias = tf.variable(tf.zeros([2]));
    store.set(variable, Float32Array.of(1, 2, 3, 4, 5, 6));
    store.set(bias, Float32Array.of(7, 8));
    const pack = store.pack([bias, variable]);
    assert.deepEqual([...(pack.tensor.data as Float32Array)], [7, 8, 1, 2, 3, 4, 5, 6]);
    assert.equal(store.pack([bias, variable]), pack, 'the same list');
    store.replaceStack(pack, tensor([9, 9, 1, 2, 3, 4, 5, 6], [8]));
    store.set(variable, Float32Array.of(6, 5, 4, 3, 2, 1));
    assert.deepEqual([...store.values(bias)], [9, 9]);
    assert.deepEqual([...(store.pack([bias, variable]).tensor.data as Float32Array)], [9, 9, 6, 5, 4, 3, 2, 1]);
    store.replace(bias, tensor([0, 0], [2]), false);
    assert.deepEqual([...(store.pack([bias, variable]).tensor.data as Float32Array)], [0, 0, 6, 5, 4, 3, 2, 1]);
    assert.notEqual(store.pack([variable, bias]), pack, 'another order is another list');
    bias.dispose();
  });

  it('of an ensemble are replaced by nothing but its steps', () => {
    const store = new VariableStore(ort);
    store.set(variable, new Float32Array(6));
    store.stack([variable]);
    assert.throws(() => store.pack([variable]), /is trained in an ensemble/);
    assert.throws(() => {
      store.replace(variable, tensor([1, 2, 3, 4, 5, 6], [2, 3]), false);
    }, /is trained in an ensemble/);
  });

  it('exist only of variables that the engine made', () => {
    assert.throws(() => new VariableStore(ort).values(variable), /was not made by this engine/);
  });
});
