/** Files of `src` that read bytes or text which somebody else may have written, by the name of the fuzzer's target that tries them. */
export const readersByTarget: Readonly<Record<string, readonly string[]>> = {
  'a YAML config': [
    ...[
      'agents/checked-config',
      'cli/config-file',
      'config/edit/edits',
      'config/edit/override',
      'config/text/read-yaml',
    ],
    // The copy of a config in a run folder.
    ...['editor/open-config', 'run-report/sweep-record', 'runs/check/check-small-files'],
  ],
  'a config with a sweep, in the editor and the coordinator': ['coordinator/main'],
  'configs of torchdistill': ['cli/import-config', 'config/foreign/marked'],
  'profiles of clusters, in the editor and the terminal': ['cli/profiles', 'editor/running/place'],
  'answers of clusters': [
    ...['launchers/command/command', 'launchers/jobs/run-tool', 'launchers/ray/client', 'launchers/slurm/slurm'],
    'supervisor/job',
  ],
  'the job of a run at a cluster': ['runs/process/job'],
  'the journal of a sweep': ['coordinator/optuna/optuna-journal'],
  'logs in CSV': ['imports/foreign-log'],
  'logs of a Hugging Face Trainer': ['imports/python-json'],
  'event files of TensorBoard': ['imports/tensorboard'],
  'names of a Python file': ['running/references/python-names'],
  'what an interpreter tells of itself': ['interpreters/probe'],
  'answers of the process of PyTorch': [
    ...['trainer/torch/own-data-sets', 'trainer/torch/python-worker', 'trainer/torch/worker-answer'],
  ],
  'tracebacks of scripts': ['runs/history/endings/output-end'],
  'idx files, in the editor and the trainer': ['data-sources/idx/idx-content'],
  'NumPy arrays, in the editor and the trainer': ['data-sources/files/read-bytes'],
  'tables of text, in the editor and the trainer': ['data-sources/table/csv/text-encoding'],
  'parquet files, in the editor and the trainer': [
    ...['data-sources/parquet/parquet-file', 'data-sources/images/parquet-shard'],
  ],
  'pictures, in the editor and the trainer': ['data-sources/images/image-set', 'pictures/decode-files'],
  'files of answers, in the editor and the trainer': ['trainer/networks/answers-file', 'trainer/networks/input-file'],
  'an ONNX file, in the editor and the trainer': [
    ...['model-files/onnx/facts', 'model-files/onnx/wire', 'trainer/networks/onnx-file'],
  ],
  'a tfjs model, in the editor and the trainer': [
    ...['model-files/layers-model/facts', 'model-files/layers-model/model-json', 'trainer/networks/layers-file'],
  ],
  'the facts of a student': ['prediction/examples', 'prediction/predict', 'runs/folder/student'],
  'a run beside another': [
    ...['config/check/references/misread', 'runs/check/check-results', 'runs/folder/evaluation-index'],
    'runs/log/event-log',
  ],
  'a manifest': ['runs/folder/manifest'],
  'a line of the log': ['runs/check/check-log', 'runs/log/event-line', 'runs/log/event-lines'],
  'the index of a log': [
    ...['runs/log/index-head', 'runs/log/index-writer', 'runs/log/log-follower', 'runs/log/log-index'],
  ],
  'a checkpoint': ['runs/check/check-checkpoints', 'runs/store/weights-file'],
  'the changes of a sweep': ['runs/folder/sweep-changes'],
  'the marks of a run': ['runs/folder/marks', 'runs/store/json-file', 'runs/store/store'],
  'requests and processes of a run': ['runs/process/heartbeat', 'runs/process/owner', 'runs/process/requests'],
  'the queue': ['runs/process/queue'],
  'slots of teachers': ['runs/process/training-slot'],
  'cached rows': ['runs/cache/row-entry', 'runs/cache/selection-hashes', 'runs/cache/row-writer'],
  'findings about rows': ['runs/cache/row-findings'],
  "teachers' answers in the cache": ['runs/cache/teacher-entry', 'runs/cache/teacher-logits'],
};

/** Files of `src` that read only what this product, its user's own settings or the system writes, by the reason. */
export const trustedReaders: Readonly<Record<string, readonly string[]>> = {
  'bytes of any kind, handed on or hashed as they come': [
    ...[
      'paths/read-bounded',
      'running/recorded-inputs/content-hash',
      'launchers/script-program',
      'runs/store/all-bytes',
    ],
    ...[
      'runs/store/durable-file',
      'runs/store/file-operations',
      'runs/folder/evaluation-writer',
      'supervisor/bounded-log',
    ],
  ],
  'a file of the installation': [
    ...['editor/terminal/write-scripts', 'launchers/jobs/installation', 'pictures/wasm/wasm-module'],
  ],
  'a value of this process, as JSON and back': ['config/schema/json-schema', 'run-report/record', 'wording/siblings'],
  'a variable that a process of this product has set': [
    ...['launchers/jobs/place-of-sweep', 'runs/store/allowed-roots', 'supervisor/trainer-program'],
    ...['trainer/ensemble/train-together', 'trainer/torch/python-program', 'trainer/torch/rendezvous'],
  ],
  'a process of this product that this one has started': [
    ...['launchers/local/submit', 'supervisor/supervise', 'trainer/torch/exchange'],
    ...['trainer/torch/session', 'trainer/torch/other-machines'],
    ...['coordinator/optuna/optuna-sampler'],
  ],
  'the system': ['runs/process/process-identity', 'supervisor/process-tree'],
  'a person at the terminal': ['cli/output'],
  'a folder outside of every workspace, which the user alone can write': [
    ...['launchers/jobs/claim-look', 'runs/store/user-marks', 'runs/store/user-secret'],
  ],
  'nothing: it is the source of a program for the user': ['students/ways-to-use'],
  'a document that the editor has open': ['editor/preview/augment-panel', 'editor/preview/preview-panel'],
};

/** Tests that hold the time of targets without long inputs of their own: the file below `test`, and words of it. */
export const timeHeldBy: Readonly<Record<string, readonly [file: string, words: string]>> = {
  'a YAML config': ['exhaustive/config/linear-time/structure.test.ts', "growsWithLength('yaml', structures)"],
  'a JSON config': ['exhaustive/config/linear-time/json.test.ts', "growsWithLength('json', json)"],
  'a config with a sweep, in the editor and the coordinator': [
    'exhaustive/config/linear-time/valid.test.ts',
    "growsWithLength('yaml', valid)",
  ],
  'a line of the log': ['exhaustive/runs/linear-time.test.ts', 'by its lines and its index'],
  'the index of a log': ['exhaustive/runs/linear-time.test.ts', 'by its lines and its index'],
  'a run beside another': ['exhaustive/runs/linear-time.test.ts', 'by its lines and its index'],
  'a checkpoint': ['exhaustive/runs/linear-time.test.ts', 'weights in many arrays, and a header of many numbers'],
  'a manifest': ['exhaustive/runs/linear-time.test.ts', 'a manifest with many'],
  'the queue': ['exhaustive/runs/linear-time.test.ts', 'a queue with many entries'],
  'the runs of a sweep': ['exhaustive/data-sources/linear-time.test.ts', 'the runs of one sweep in a tree'],
  'cached rows': ['exhaustive/runs/linear-caches.test.ts', 'rows of a data set, of which every other'],
  "teachers' answers in the cache": ['exhaustive/runs/linear-caches.test.ts', 'answers of many teachers'],
  'an npy file': ['exhaustive/runs/linear-time.test.ts', 'an array of NumPy'],
  'an idx file': ['exhaustive/data-sources/linear-time.test.ts', 'idx files of many labels'],
  'idx files, in the editor and the trainer': [
    'exhaustive/data-sources/linear-time.test.ts',
    'idx files of many labels',
  ],
  'NumPy arrays, in the editor and the trainer': [
    'exhaustive/data-sources/linear-time.test.ts',
    'an archive of many arrays',
  ],
  'tables of text, in the editor and the trainer': [
    'exhaustive/data-sources/linear-time.test.ts',
    'a table of many rows',
  ],
  'parquet files, in the editor and the trainer': [
    'exhaustive/data-sources/linear-time.test.ts',
    'a parquet table of many pages',
  ],
  'pictures, in the editor and the trainer': [
    'exhaustive/data-sources/linear-time.test.ts',
    'a folder of many pictures',
  ],
  'a list of pictures, in the editor and the trainer': [
    'exhaustive/data-sources/linear-time.test.ts',
    'a list of many pictures',
  ],
  'CIFAR-10, pickled, in the editor and the trainer': ['exhaustive/data-sources/linear-time.test.ts', 'readPickle'],
  'files of answers, in the editor and the trainer': [
    'exhaustive/data-sources/linear-time.test.ts',
    'answers in a table with a key',
  ],
  'a tfjs model, in the editor and the trainer': ['exhaustive/runs/linear-time.test.ts', 'a tfjs model of many layers'],
};
