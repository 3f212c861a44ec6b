import type { Language } from '../text/tree';

type Line = readonly [comment: string, entry: string];

/** The comment above `control: true`. */
export const controlComment = 'Runs the same student without a teacher too, so that a gain is one.';

const distillation: readonly Line[] = [
  ['What the run is called in lists and folders.', '"name": "distillation"'],
  ['The same seed gives the same run on one machine.', '"seed": 1'],
  [
    '5,000 digits are cut off for choosing the best epoch; the test split is only reported.',
    '"data": { "format": "mnist", "validation": 5000 }',
  ],
  [
    'The teacher is trained once and then taken from the cache. More epochs, dropout and jitter make a better one.',
    '"teacher": { "model": { "preset": "mlp", "hidden": [1200, 1200] }, "train": { "epochs": 8 } }',
  ],
  ['The student that is wanted in the end.', '"student": { "model": { "preset": "mlp", "hidden": [800, 800] } }'],
  [
    'What softens the outputs of both. The lens above picks another strategy: constant, cosine, exponential, step.',
    '"temperature": { "strategy": "linear", "from": 8, "to": 2 }',
  ],
  [
    'Minimised: hard × cross-entropy with the labels + soft × T² × KL(teacher ‖ student).',
    '"loss": { "hard": 0.1, "soft": 0.9 }',
  ],
  [
    'How the student is trained.',
    '"train": { "epochs": 10, "batchSize": 128, "optimizer": { "name": "adam", "learningRate": 0.001 } }',
  ],
  [controlComment, '"control": true'],
];

const baseline: readonly Line[] = [
  ['The student alone: the control that a distillation is compared with.', '"name": "baseline"'],
  ['The same seed gives the same run on one machine.', '"seed": 1'],
  [
    '5,000 digits are cut off for choosing the best epoch; the test split is only reported.',
    '"data": { "format": "mnist", "validation": 5000 }',
  ],
  ['The same network as the distilled student’s.', '"student": { "model": { "preset": "mlp", "hidden": [800, 800] } }'],
  ['Minimised: the cross-entropy with the labels.', '"loss": { "hard": 1, "soft": 0 }'],
  [
    'The same training, or the comparison says nothing.',
    '"train": { "epochs": 10, "batchSize": 128, "optimizer": { "name": "adam", "learningRate": 0.001 } }',
  ],
];

/** A commented config that runs as it is. A baseline has no teacher. */
export function starterConfig(kind: 'distillation' | 'baseline', language: Language): string {
  const lines = kind === 'distillation' ? distillation : baseline;
  return language === 'json' ? asJson(lines) : asYaml(lines);
}

function asJson(lines: readonly Line[]): string {
  const entries = lines.map(([comment, entry], index) => {
    const comma = index < lines.length - 1 ? ',' : '';
    return `  // ${comment}\n  ${entry}${comma}\n`;
  });
  return `{\n${entries.join('\n')}}\n`;
}

function asYaml(lines: readonly Line[]): string {
  return lines.map(([comment, entry]) => `# ${comment}\n${entry.replaceAll('"', '')}\n`).join('\n');
}
