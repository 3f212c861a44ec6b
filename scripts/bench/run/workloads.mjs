// Whole runs that `bench:run` times: the student, its optimizer, and the share of PyTorch's time that it may take.

const mlp = (units) => `{ preset: mlp, hidden: [${units}, ${units}] }`;
const cnn = '{ preset: cnn-small, filters: [32, 64], dense: 128 }';

/**
 * Workloads by name. `model` is a config's and `torch` the same network for `torch_run.py`: a dense one by its units, or `cnn`. A run
 * has at least `epochs`, so that its length is well above that of what begins and ends it.
 */
export const workloads = {
  '30 units adam': { model: mlp(30), torch: '30', optimizer: 'adam', epochs: 10, bound: 0.35, aim: 0.25 },
  '800-800 sgd': { model: mlp(800), torch: '800', optimizer: 'sgd', epochs: 3, bound: 0.85, aim: 0.75 },
  '800-800 adam': { model: mlp(800), torch: '800', optimizer: 'adam', epochs: 3, bound: 0.85, aim: 0.75 },
  'cnn sgd': { model: cnn, torch: 'cnn', optimizer: 'sgd', epochs: 1, bound: 0.65, aim: 0.55 },
};

/** The config of a workload's run. T falls from 8 to 2 and the learning rate by a cosine, as in the loop of PyTorch. */
export const configOf = (name, { model, optimizer }, { epochs, threads, seed }) => `name: ${name}
data: { format: idx, path: data, validation: 5000 }
teacher:
  model: { preset: mlp, hidden: [100] }
  train: { epochs: 1 }
student: { model: ${model} }
temperature: { strategy: linear, from: 8, to: 2 }
seed: ${seed}
train:
  epochs: ${epochs}
  batchSize: 128
  threads: ${threads}
  engine: onnx
  optimizer: { name: ${optimizer}, learningRate: 0.001 }
  schedule: { kind: cosine }
`;
