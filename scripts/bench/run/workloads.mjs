// Whole runs that `bench:run` times: the student, its optimizer, and the share of PyTorch's time that it may take.

const mlp = (units) => `{ preset: mlp, hidden: [${units}, ${units}] }`;
const cnn = '{ preset: cnn-small, filters: [32, 64], dense: 128 }';

/**
 * Workloads by name. `model` is a config's and `torch` the same network for `torch_run.py`: a dense one by its units, or `cnn`. Of `rows`
 * one in twelve is held back for validation, as of MNIST's. Epochs are as long as a person's, since each ends with an evaluation and a
 * checkpoint; the slowest network has fewer rows.
 */
export const workloads = {
  '30 units adam': { model: mlp(30), torch: '30', optimizer: 'adam', rows: 60_000, kind: 'whole runs, 30 units' },
  '800-800 sgd': { model: mlp(800), torch: '800', optimizer: 'sgd', rows: 60_000, kind: 'whole runs 800-800' },
  '800-800 adam': { model: mlp(800), torch: '800', optimizer: 'adam', rows: 60_000, kind: 'whole runs 800-800' },
  'cnn sgd': { model: cnn, torch: 'cnn', optimizer: 'sgd', rows: 12_000, kind: 'whole runs, CNNs' },
};

/** Share of PyTorch's time that runs of a kind may take. */
export const bounds = {
  'whole runs 800-800': { bound: 0.85, aim: 0.75 },
  'whole runs, CNNs': { bound: 0.65, aim: 0.55 },
  'whole runs, 30 units': { bound: 0.35, aim: 0.25 },
};

/** Rows of a workload that are held back. */
export const heldOf = ({ rows }) => rows / 12;

/** The config of a workload's run. T falls from 8 to 2 and the learning rate by a cosine, as in the loop of PyTorch. */
export const configOf = (name, { model, optimizer, rows }, { epochs, threads, seed }) => `name: ${name}
data: { format: idx, path: data-${rows}, validation: ${rows / 12} }
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
