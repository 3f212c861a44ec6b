import { countOfPart, type DataFacts } from '../../data-sources';
import { formatCount } from '../../wording';
import type { Language } from '../text/tree';
import { writeEntry } from '../text/write';
import { controlComment } from './starter';

/** A commented config for data of one's own, which runs as it is. */
export function starterForData(
  name: string,
  settings: Readonly<Record<string, unknown>>,
  facts: DataFacts,
  language: Language,
): string {
  const { shape, classes, splits, kind } = facts;
  const count = formatCount(splits.train.count);
  const isImage = kind === 'image' && (shape[0] ?? 0) >= 16 && (shape[1] ?? 0) >= 16;
  const [teacher, student] = isImage
    ? networksOfImages
    : networksOfColumns(shape.reduce((product, length) => product * length, 1));
  const isSmall = splits.train.count < 5000;
  const epochs = isSmall ? 60 : 10;
  const train = {
    epochs,
    batchSize: batchSizeFor(splits.train.count),
    optimizer: { name: 'adam', learningRate: isImage ? 0.001 : 0.003 },
  };
  const entries: readonly (readonly [comment: string, key: string, value: unknown])[] = [
    ['The name of the run in lists and folders.', 'name', name],
    ['The same seed gives the same run on one machine.', 'seed', 1],
    [`${count} examples of ${shape.join('×')} in ${classes.length} classes: ${namesOf(facts)}.`, 'data', settings],
    ['The teacher is trained once and then taken from the cache.', 'teacher', { model: teacher, train }],
    ['The student that is wanted in the end.', 'student', { model: student }],
    ['Softens the outputs of both; the lens below picks another strategy.', 'temperature', softening],
    ['Minimised: hard × cross-entropy with the labels + soft × T² × KL(teacher ‖ student).', 'loss', weights],
    ['Training of the student.', 'train', train],
    [controlComment, 'control', true],
  ];
  if (language === 'yaml') {
    return entries.map(([comment, key, value]) => `# ${comment}\n${writeEntry(key, value, language)}\n`).join('\n');
  }
  const written = entries.map(([comment, key, value]) => `  // ${comment}\n  ${writeEntry(key, value, language)}`);
  return `{\n${written.join(',\n\n')}\n}\n`;
}

const softening = { strategy: 'constant', value: 4 };
const weights = { hard: 0.1, soft: 0.9 };

const networksOfImages = [
  { preset: 'cnn-small', filters: [32, 64], dense: 128, dropout: 0.3 },
  { preset: 'cnn-small', filters: [8, 16], dense: 32 },
] as const;

const networksOfColumns = (features: number): readonly object[] => {
  const width = Math.min(Math.max(2 ** Math.ceil(Math.log2(4 * features)), 32), 512);
  return [
    { preset: 'mlp', hidden: [width, width], dropout: 0.2 },
    { preset: 'mlp', hidden: [Math.max(width / 2, 16), Math.max(width / 4, 16)] },
  ];
};

/** A batch that leaves some steps an epoch, of no more examples than are left once validation and test are cut off. */
function batchSizeFor(examples: number): number {
  const usual = Math.min(Math.max(2 ** Math.floor(Math.log2(Math.max(examples, 16) / 16)), 8), 128);
  const left = examples - 2 * countOfPart(0.1, examples);
  return Math.max(Math.min(usual, left), 1);
}

const maxNamed = 6;

function namesOf({ classes }: DataFacts): string {
  const names = classes
    .slice(0, maxNamed)
    .map(({ name }) => name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ').slice(0, 30));
  return `${names.join(', ')}${classes.length > maxNamed ? ', …' : ''}`;
}
