// Which folder of a room may import which of the same room, as data. Files that lie in the room itself are its door and
// may import any; a folder that is missing here may not exist in the room.
export const folders = {
  'src/config': {
    problems: [],
    text: ['problems'],
    schema: [],
    check: ['problems', 'text', 'schema'],
    edit: ['problems', 'text', 'schema'],
    fix: ['problems', 'text', 'schema', 'check', 'edit'],
    assist: ['problems', 'text', 'schema', 'check'],
  },
  'src/editor/language': {
    diagnostics: [],
    providers: ['diagnostics'],
    'strategy-pick': [],
  },
  'src/distillation': {
    arithmetic: [],
    expression: ['arithmetic'],
    temperature: ['arithmetic', 'expression'],
    loss: ['arithmetic'],
    combine: ['arithmetic'],
    objective: ['arithmetic', 'temperature', 'loss', 'combine'],
    preview: ['arithmetic', 'temperature', 'loss', 'objective'],
  },
  'src/trainer': {
    context: [],
    networks: ['context'],
    step: ['context', 'networks'],
    loop: ['context', 'step'],
    checkpoints: ['context', 'step', 'loop'],
    evaluation: ['context', 'step', 'loop'],
    training: ['context', 'networks', 'step', 'loop', 'checkpoints', 'evaluation'],
    teachers: ['context', 'networks', 'step', 'evaluation', 'training'],
    'student-files': ['context', 'step'],
  },
  'src/runs': {
    protocol: [],
    folder: ['protocol'],
    cache: ['protocol', 'folder'],
    log: ['protocol', 'folder'],
    process: ['protocol', 'folder'],
    history: ['protocol', 'folder', 'log', 'process'],
    check: ['protocol', 'folder', 'log', 'process', 'history'],
  },
  'src/data-sources': { arrays: [], table: ['arrays'], cifar: ['arrays'] },
  'src/engine/onnx': {
    graph: [],
    trace: ['graph'],
    passes: ['graph'],
    runtime: ['graph', 'passes'],
  },
};
