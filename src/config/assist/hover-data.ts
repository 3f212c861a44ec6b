import { dataSets } from '../schema/data-sets';
import { classProfile, studentClasses, studentExamples } from '../schema/preview';
import type { ResolvedConfig } from '../schema/schema';

/** Sizes and classes of the data at a path, with imbalance and transfer applied. */
export function dataFacts(path: readonly string[], config: ResolvedConfig): string | undefined {
  const [first, second] = path;
  if (first === 'transfer') return aboutTransfer(second, config);
  if (first !== 'data') return undefined;
  const profile = classProfile(config);
  const histogram = config.data.imbalance === undefined ? '' : bars(profile);
  switch (second) {
    case undefined:
    case 'set':
      return [sizes(config), histogram].filter(Boolean).join('\n\n');
    case 'validation':
    case 'train':
      return sizes(config);
    case 'imbalance':
      return bars(profile);
    default:
      return undefined;
  }
}

function sizes(config: ResolvedConfig): string {
  const { data } = config;
  const { test, shape, classes } = dataSets[data.set];
  const training = classProfile(config).reduce((sum, count) => sum + count, 0);
  const split = `${inWords(training)} training, ${inWords(data.validation)} validation and ${inWords(test)} test examples`;
  const even = data.imbalance === undefined ? `, about ${inWords(training / classes)} each to train on` : '';
  return `${split} of ${shape.join('×')}; ${classes} classes${even}`;
}

function aboutTransfer(key: string | undefined, config: ResolvedConfig): string {
  const seen = new Set(studentClasses(config));
  const examples = studentExamples(config);
  const share = config.transfer?.labelFraction ?? 1;
  const labelled = `The student sees ${inWords(examples)} examples of ${seen.size} classes, ${inWords(examples * share)} with their labels`;
  if (key === 'labelFraction') return labelled;
  const counts = classProfile(config).map((count, label) => (seen.has(label) ? count : 0));
  return `${labelled}\n\n${bars(counts)}`;
}

const longestBar = 24;

/** Examples of each class as bars, one line a class. */
function bars(counts: readonly number[]): string {
  const most = Math.max(...counts, 1);
  const width = Math.max(...counts.map((count) => inWords(count).length));
  const lines = counts.map((count, label) => {
    const length = count > 0 ? Math.max(Math.round((longestBar * count) / most), 1) : 0;
    return `class ${label}  ${inWords(count).padStart(width)}  ${'█'.repeat(length)}`;
  });
  return ['```text', ...lines, '```'].join('\n');
}

const inWords = (count: number): string => Math.floor(count).toLocaleString('en-US');
