import type { Language } from '../text/tree';

/** A commented config that runs as it is. A baseline has no teacher. */
export function starterConfig(kind: 'distillation' | 'baseline', language: Language): string {
  const teacher = '"teacher": { "model": { "preset": "mlp", "hidden": [1200, 1200] }, "train": { "epochs": 8 } }';
  const lines = [
    `"name": "${kind}"`,
    '"data": { "set": "mnist" }',
    ...(kind === 'distillation' ? [teacher] : []),
    '"student": { "model": { "preset": "mlp", "hidden": [800, 800] } }',
    ...(kind === 'distillation' ? ['"temperature": { "strategy": "linear", "from": 8, "to": 2 }'] : []),
    kind === 'distillation' ? '"loss": { "hard": 0.1, "soft": 0.9 }' : '"loss": { "hard": 1, "soft": 0 }',
    '"train": { "epochs": 10, "batchSize": 128 }',
  ];
  const about =
    kind === 'distillation' ? 'A student learns from a larger teacher.' : 'A student learns from labels alone.';
  if (language === 'json') return `{\n  // ${about}\n${lines.map((line) => `  ${line}`).join(',\n')}\n}\n`;
  return `# ${about}\n${lines.map((line) => line.replaceAll('"', '')).join('\n')}\n`;
}
