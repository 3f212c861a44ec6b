import { formatEventLine, type RunEvent } from '../../../src/runs';

const line = (event: object): string => formatEventLine(event as RunEvent);
const stamps = (seq: number): object => ({ seq, attempt: 1, at: seq });
const evaluation = (seq: number, step: number, more: object = {}): object => ({
  ...{
    type: 'evaluation',
    phase: 'student',
    split: 'validation',
    step,
    epoch: step,
    accuracy: 0.5,
    errors: 1,
    count: 2,
  },
  ...{ crossEntropy: 1, ...stamps(seq), ...more },
});
const step = (seq: number, number: number, more: object = {}): object => ({
  ...{ type: 'step', phase: 'student', step: number, epoch: number, loss: 1, ...stamps(seq), ...more },
});
const linesOf = (bytes: number, lineAt: (seq: number) => object): string => {
  const lines: string[] = [];
  for (let seq = 1, length = 0; length < bytes; seq += 1) {
    const text = line(lineAt(seq));
    lines.push(text);
    length += text.length + 1;
  }
  return `${lines.join('\n')}\n`;
};

/** Logs of about `bytes`, each of a kind that some reader could take quadratic time or memory for. */
export const longLogs = {
  steps: (bytes) => linesOf(bytes, (seq) => step(seq, seq)),
  'steps that go back each time': (bytes) => linesOf(bytes, (seq) => step(seq, seq % 2)),
  'steps that go down': (bytes) => linesOf(bytes, (seq) => step(seq, 1e9 - seq)),
  'a teacher for each step': (bytes) =>
    linesOf(bytes, (seq) => step(seq, seq, { phase: 'teacher', teacher: `t${seq}` })),
  'temperatures of another teacher for each step': (bytes) =>
    linesOf(bytes, (seq) => step(seq, seq, { temperatures: { [`t${seq}`]: { mean: 1, min: 1, max: 1, guarded: 0 } } })),
  evaluations: (bytes) => linesOf(bytes, (seq) => evaluation(seq, seq)),
  'evaluations that go down': (bytes) => linesOf(bytes, (seq) => evaluation(seq, 1e9 - seq)),
  'evaluations of a teacher each': (bytes) =>
    linesOf(bytes, (seq) => evaluation(seq, 1, { phase: 'teacher', split: 'test', teacher: `t${seq}` })),
  'teachers that are ready': (bytes) =>
    linesOf(bytes, (seq) => ({ type: 'teacher', name: `t${seq}`, key: 'k', ...stamps(seq) })),
  checkpoints: (bytes) =>
    linesOf(bytes, (seq) => ({ type: 'checkpoint', step: seq, epoch: seq, file: 'f', best: true, ...stamps(seq) })),
  starts: (bytes) =>
    linesOf(bytes, (seq) => ({ type: 'started', engine: 'e', threads: 1, steps: 1, epochs: 1, ...stamps(seq) })),
  notices: (bytes) => linesOf(bytes, (seq) => ({ type: 'notice', message: 'm', ...stamps(seq) })),
  'one line': (bytes) => 'x'.repeat(bytes),
  'empty lines': (bytes) => '\n'.repeat(bytes),
  'lines of no event': (bytes) => '{}\n'.repeat(bytes / 3),
  'braces that open': (bytes) => `${'['.repeat(1000)}\n`.repeat(bytes / 1001),
} satisfies Readonly<Record<string, (bytes: number) => string>>;

/** Names and single values that a reader keeps; a log of a million steps has a test of its own. */
export const kindsOfMuchMemory = [
  'a teacher for each step',
  'evaluations of a teacher each',
  'checkpoints',
  'one line',
] as const;
