// Which room may import which, as data. ARCHITECTURE.md says why. A room that is missing here may not exist.
// 'types' allows `import type` only; 'door' allows the room's index.ts and nothing behind it.
export const rooms = {
  'src/wording': {},
  'src/markup': {},
  'src/paths': {},
  'src/distillation': {},
  'src/models/architecture': {},
  'src/models/training': {},
  'src/data-sources': {},
  'src/pictures': {},
  'src/config': {
    'src/wording': 'door',
    'src/distillation': 'door',
    'src/models/architecture': 'door',
    'src/models/training': 'door',
    'src/data-sources': 'door',
  },
  'src/data': { 'src/config': 'types', 'src/data-sources': 'door' },
  'src/engine': {},
  'src/curves': {},
  'src/statistics': {},
  'src/models': {
    'src/models/architecture': 'door',
    'src/models/training': 'door',
    'src/engine': 'types',
    'src/model-files': 'door',
  },
  'src/runs': { 'src/wording': 'door', 'src/config': 'types', 'src/paths': 'door' },
  'src/trainer': {
    'src/wording': 'door',
    'src/config': 'door',
    'src/distillation': 'door',
    'src/models': 'door',
    'src/model-files': 'door',
    'src/models/architecture': 'door',
    'src/models/training': 'door',
    'src/data': 'door',
    'src/data-sources': 'door',
    'src/engine': 'door',
    'src/paths': 'door',
    'src/runs': 'door',
  },
  'src/run-report': {
    'src/wording': 'door',
    'src/markup': 'door',
    'src/curves': 'door',
    'src/config': 'door',
    'src/data-sources': 'door',
    'src/runs': 'door',
  },
  'src/supervisor': { 'src/runs': 'door' },
  'src/launchers': { 'src/config': 'types', 'src/runs': 'door', 'src/supervisor': 'door' },
  'src/comparison': { 'src/config': 'door', 'src/runs': 'door', 'src/statistics': 'door', 'src/wording': 'door' },
  'src/running': {
    'src/config': 'door',
    'src/data-sources': 'door',
    'src/runs': 'door',
    'src/launchers': 'door',
    'src/model-files': 'door',
    'src/paths': 'door',
  },
  'src/model-files': { 'src/config': 'types', 'src/paths': 'door' },
  // The contract between the extension and its pages: it runs on both ends, so it knows no Node and no editor.
  'src/panel/messages': { 'src/wording': 'door', 'src/curves': 'door' },
  'src/panel': {
    'src/comparison': 'door',
    'src/panel/messages': 'door',
    'src/wording': 'door',
    'src/markup': 'door',
    'src/curves': 'door',
    'src/config': 'door',
    'src/data-sources': 'door',
    'src/distillation': 'door',
    'src/runs': 'door',
    'src/run-report': 'door',
  },
  'src/editor': {
    'src/comparison': 'door',
    'src/wording': 'door',
    'src/markup': 'door',
    'src/curves': 'door',
    'src/config': 'door',
    'src/data-sources': 'door',
    'src/distillation': 'door',
    'src/runs': 'door',
    'src/launchers': 'door',
    'src/running': 'door',
    'src/run-report': 'door',
    'src/paths': 'door',
    'src/panel': 'any file',
    'src/panel/messages': 'door',
  },
  'src/cli': {
    'src/comparison': 'door',
    'src/wording': 'door',
    'src/config': 'door',
    'src/data-sources': 'door',
    'src/distillation': 'door',
    'src/runs': 'door',
    'src/launchers': 'door',
    'src/running': 'door',
    'src/run-report': 'door',
  },
  webview: { 'src/wording': 'door', 'src/curves': 'door', 'src/panel/messages': 'door' },
};

/** Only these places may import the editor's API, */
export const editorOnly = ['src/editor', 'src/extension.ts'];

/** and the tests that run inside the extension host. */
export const hostTests = ['test/host'];

/** Packages that must never reach the extension's bundle: they belong to the trainer's rooms. */
export const trainerOnly = {
  packages: [/^@tensorflow\//, /^onnxruntime/, /^onnx-proto$/],
  rooms: ['src/engine', 'src/models', 'src/trainer', 'src/data'],
};
