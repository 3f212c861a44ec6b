// Adam's ten operations alone on the weights of a layer of 784 × 800, in the forms that ONNX Runtime has for them: over all weights at once,
// in tiles by a loop of their own, and with its sums as convolutions that add an image. Milliseconds a step, forms in turn; the same
// weights come out of each. What the step's bench calls `fused` makes one pass where these make several.
// Usage: node scripts/bench/step/adam-forms.mjs [THREADS]
import { performance } from 'node:perf_hooks';
import proto from 'onnx-proto';
import runtime from 'onnxruntime-node';
import { median } from '../timing.mjs';

const [threads, count, steps, rounds] = [Number(process.argv[2] ?? 2), 784 * 800, 20, 25];
const sums = 'com.microsoft.nchwc';
const { NodeProto, AttributeProto, TensorProto, ValueInfoProto, GraphProto, ModelProto } = proto.onnx;

const node = (opType, input, output, attribute = [], domain = '') =>
  NodeProto.create({ opType, input, output: [output].flat(), attribute, domain });
const constant = (name, dims, value) => {
  const numbers = new Float32Array(dims.reduce((product, length) => product * length, 1)).fill(value);
  return TensorProto.create({ name, dims, dataType: 1, rawData: new Uint8Array(numbers.buffer) });
};
const value = (name, dims) =>
  ValueInfoProto.create({
    name,
    type: { tensorType: { elemType: 1, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } },
  });
const integers = (name, ints) => AttributeProto.create({ name, type: 7, ints });
const integer = (name, i) => AttributeProto.create({ name, type: 2, i });

/** x·factor + y: two operations, or a convolution of each channel by itself that adds y. */
function scaledSum(form, channels, x, factor, y, out) {
  if (form !== 'convolutions')
    return [node('Mul', [x, factor], `${out}:scaled`), node('Add', [`${out}:scaled`, y], out)];
  const around = [integers('kernel_shape', [1, 1]), integers('strides', [1, 1]), integers('pads', [0, 0, 0, 0])];
  return [node('Conv', [x, `${factor}:filters`, '', y], out, [...around, integer('group', channels)], sums)];
}

/** The weights w, moments m and v, and gradient g of a part of the weights → their next values. */
function update(form, channels) {
  return [
    ...scaledSum(form, channels, 'm', 'beta1', 'g', 'm1'),
    node('Mul', ['g', 'g'], 'g2'),
    ...scaledSum(form, channels, 'v', 'beta2', 'g2', 'v1'),
    node('Sqrt', ['v1'], 'root'),
    node('Add', ['root', 'epsilon'], 'divisor'),
    node('Div', ['m1', 'divisor'], 'direction'),
    ...scaledSum(form, channels, 'direction', 'rate', 'w', 'w1'),
  ];
}

const loop = (body, inputs, outputs, scanned) =>
  node('Scan', inputs, outputs, [
    AttributeProto.create({ name: 'body', type: 5, g: body }),
    integer('num_scan_inputs', scanned),
  ]);
const states = ['w', 'm', 'v'];
const after = states.map((name) => `${name}1`);

/** A model of `steps` updates; `tile` is the shape in which the operations see the weights. */
function modelOf(form, shape) {
  const tile = form === 'tiles' ? shape.slice(1) : shape;
  const channels = shape[1] ?? 1;
  const factors = { beta1: 0.9, beta2: 0.999, rate: -0.001 };
  const constants = Object.entries(factors).flatMap(([name, factor]) =>
    form === 'convolutions' ? [constant(`${name}:filters`, [channels, 1, 1, 1], factor)] : [constant(name, [], factor)],
  );
  const inner = GraphProto.create({
    name: 'tile',
    node: update(form, channels),
    input: [...states, 'g'].map((name) => value(name, tile)),
    output: after.map((name) => value(name, tile)),
  });
  const tiles = [loop(inner, ['w', 'm', 'v', 'gradient'], after, 4)];
  const whole = [node('Identity', ['gradient'], 'g'), ...update(form, channels)];
  const body = GraphProto.create({
    name: 'step',
    node: [...(form === 'tiles' ? tiles : whole), node('Identity', ['count'], 'counted')],
    input: [...states.map((name) => value(name, shape)), value('count', [1])],
    output: [...after.map((name) => value(name, shape)), value('counted', [1])],
  });
  const first = states.map((name) => `${name}0`);
  const last = states.map((name) => `${name}Last`);
  const graph = GraphProto.create({
    name: form,
    initializer: [...constants, constant('epsilon', [], 1e-8)],
    node: [loop(body, [...first, 'counts'], [...last, 'allCounted'], 1)],
    input: [...[...first, 'gradient'].map((name) => value(name, shape)), value('counts', [steps, 1])],
    output: [...last.map((name) => value(name, shape)), value('allCounted', [steps, 1])],
  });
  const opsetImport = [
    { domain: '', version: 17 },
    { domain: sums, version: 1 },
  ];
  return ModelProto.encode(ModelProto.create({ irVersion: 8, graph, opsetImport })).finish();
}

const forms = {
  'all at once': ['whole', [count]],
  'tiles of 89,600': ['tiles', [7, count / 7]],
  'tiles of 39,200': ['tiles', [16, count / 16]],
  'tiles of 9,800': ['tiles', [64, count / 64]],
  'sums as convolutions': ['convolutions', [1, 16, 392, 100]],
};
const numbers = Float32Array.from({ length: count }, (_, index) => Math.sin(index));
const settings = {
  intraOpNumThreads: threads,
  logSeverityLevel: 3,
  extra: { session: { set_denormal_as_zero: '1', intra_op: { allow_spinning: '1', spin_duration_us: '50' } } },
};
const contenders = [];
for (const [name, [form, shape]] of Object.entries(forms)) {
  const session = await runtime.InferenceSession.create(modelOf(form, shape), settings);
  const tensor = (values) => new runtime.Tensor('float32', values, shape);
  const counts = new runtime.Tensor('float32', new Float32Array(steps), [steps, 1]);
  const [zero, other] = [new Float32Array(count), new Float32Array(count)];
  const feeds = { w0: tensor(numbers), m0: tensor(zero), v0: tensor(other), gradient: tensor(numbers), counts };
  contenders.push({
    name,
    run: () => session.run(feeds),
    ms: [],
    cpu: [],
    weights: (await session.run(feeds)).wLast.data,
  });
}
for (let round = 0; round < rounds; round += 1) {
  for (const { run, ms, cpu } of contenders) {
    const [start, before] = [performance.now(), process.cpuUsage()];
    await run();
    const { user, system } = process.cpuUsage(before);
    ms.push((performance.now() - start) / steps);
    cpu.push((user + system) / 1000 / steps);
  }
}
const [{ weights }] = contenders;
console.log(`${count} weights, ${threads} threads, medians of ${rounds}`);
for (const { name, ms, cpu, weights: own } of contenders) {
  const distance = own.reduce((most, weight, index) => Math.max(most, Math.abs(weight - weights[index])), 0);
  const [time, processors] = [ms, cpu].map((times) => median(times).toFixed(2));
  console.log(
    `${name.padEnd(22)}${time} ms, ${processors} of processors, weights differ by ${distance.toExponential(0)}`,
  );
}
