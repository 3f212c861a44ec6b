import { augmentOf, type DataFacts } from '../../../data-sources';
import { teachersOf, writtenTeachers } from '../../schema/objective';
import type { ResolvedConfig } from '../../schema/schema';
import type { AddFinding } from '../finding';
import { userOfLabels } from './users-of-labels';

/** The lints of changed pictures. Without facts of the data only those of the text. */
export function lintAugment(config: ResolvedConfig, add: AddFinding, facts: DataFacts | undefined): void {
  const augment = augmentOf(config.data);
  lintFlips(config, add, facts);
  lintTeachersInStep(config, add);
  if (augment === undefined) return;
  const path = ['data', 'augment'];
  for (const [holder, train] of trainings(config)) {
    if (train.augment === undefined) continue;
    const message = 'The pictures are changed by data.augment already, for every network. Remove this one.';
    add('augment-twice', 'error', [...holder, 'augment'], message);
  }
  const user = augment.mixup === undefined ? undefined : userOfLabels(config);
  if (user !== undefined) {
    const message = `${user} needs one true label of every example, and mixup mixes two. Remove mixup, or take another.`;
    add('mixup-without-label', 'error', [...path, 'mixup'], message);
  }
  if (facts === undefined) return;
  const { kind, shape } = facts;
  if (kind !== 'image') {
    add('augment-without-images', 'error', path, 'augment changes pictures, and this data has columns. Remove it.');
    return;
  }
  const side = Math.min(shape[0] ?? 0, shape[1] ?? 0);
  if (augment.cutout !== undefined && augment.cutout >= side) {
    const message = `A square of ${augment.cutout} pixels covers most of a picture of ${shape[0] ?? 0}×${shape[1] ?? 0}. Write ${Math.max(Math.floor(side / 2), 1)} or less.`;
    add('cutout-too-large', 'warning', [...path, 'cutout'], message, Math.max(Math.floor(side / 2), 1));
  }
}

/** Trainings of a config that may change images of their own, by the paths of their settings. */
function trainings(
  config: ResolvedConfig,
): [path: readonly string[], train: Pick<ResolvedConfig['train'], 'augment'>][] {
  const teachers = writtenTeachers(config).map(({ path, source }): [readonly string[], typeof source.train] => [
    [...path, 'train'],
    source.train,
  ]);
  return [[['train'], config.train], ...teachers];
}

/** Mirrored digits and letters are other characters, or none. */
function lintFlips(config: ResolvedConfig, add: AddFinding, facts: DataFacts | undefined): void {
  if (facts === undefined || !areCharacters(facts)) return;
  const [first, last] = [facts.classes[0]?.name ?? '', facts.classes.at(-1)?.name ?? ''];
  const message = `The classes ${first} … ${last} look like characters, and a mirrored one is another or none. Set flip to false, or name the classes if they are something else.`;
  if (augmentOf(config.data)?.flip === true) add('flipped-characters', 'warning', ['data', 'augment', 'flip'], message);
  for (const [path, { augment }] of trainings(config)) {
    if (augment?.flip === true) add('flipped-characters', 'warning', [...path, 'augment', 'flip'], message);
  }
}

/** Gray pictures whose classes are all called by one digit or letter. */
function areCharacters({ kind, shape, classes }: DataFacts): boolean {
  return kind === 'image' && shape[2] === 1 && classes.every(({ name }) => /^[\p{L}\p{Nd}]$/u.test(name));
}

function lintTeachersInStep(config: ResolvedConfig, add: AddFinding): void {
  if (teachersOf(config).length === 0 || config.loss.soft === 0) return;
  const message =
    'The images change in every epoch, so teachers answer for each of them in the step instead of from their cached logits. That is right, and slower.';
  if (augmentOf(config.data) !== undefined) add('teacher-in-step', 'information', ['data', 'augment'], message);
  else if (config.train.augment !== undefined) add('teacher-in-step', 'information', ['train', 'augment'], message);
}
