// Tests that the suites of a second Node leave out. The workflow’s matrix runs all unit and process tests on each Node; on one machine
// those are repeated that meet Node itself: files, processes, signals, threads, memory, libraries and ICU.

/** Rooms of plain JavaScript, which import nothing of Node's: its version changes nothing of them. A test holds them to that. */
export const plainRooms = [
  'curves',
  'distillation',
  'emit',
  'engine/onnx/trace',
  'float16',
  'markup',
  'random',
  'run-table',
  'statistics',
  'sweep-figures',
  'trainer/preflight',
  'trainer/step',
];

/**
 * Unit tests of those rooms, of pages, which a browser runs, of our own lint, of the parts of the config language that read and edit text,
 * and of the compiler's passes: which graph a pass makes is JavaScript, and what ONNX Runtime makes of it is repeated with the runtime.
 */
export const plainTests = [
  ...plainRooms.map((room) => `test/unit/${room}/**`),
  ...[
    'webview',
    'lint',
    'config/assist',
    'config/edit',
    'config/fix',
    'config/schema',
    'config/text',
    'engine/onnx/passes',
  ].map((folder) => `test/unit/${folder}/**`),
];

/**
 * Process tests of the meaning of commands, configs and formats. Starting, signals, ends, locks, files and memory of the same
 * programs are in the others.
 */
export const testsOfMeaning = [
  'test/process/data/**',
  'test/process/cli/{control,hostile-text,inputs,marks,predict,sweep,sweep-groups}.test.ts',
  'test/process/trainer/{inputs,own-data}.test.ts',
];
