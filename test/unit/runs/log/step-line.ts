import { formatEventLine } from '../../../../src/runs';

/** A student's step as a line of a log, its break included: of the first attempt, with its number of the line. */
export function stepLine(step: number, { at, epoch, loss }: Record<'at' | 'epoch' | 'loss', number>): string {
  const losses = { loss, hard: loss, soft: loss, weightedHard: loss, weightedSoft: loss };
  const rest = { temperature: 4, learningRate: 0.01, imagesPerSecond: 9e4 };
  return `${formatEventLine({ type: 'step', seq: step, attempt: 1, at, phase: 'student', step, epoch, ...losses, ...rest })}\n`;
}
