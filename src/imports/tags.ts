import type { SplitName } from '../runs';

/** A field of a step or of an evaluation that a tag stands for. */
export type TagMeaning =
  | { readonly kind: 'step'; readonly name: string }
  | { readonly kind: 'evaluation'; readonly split: SplitName; readonly measure: 'accuracy' | 'crossEntropy' };

/** Names of the fields of a step in other words. */
const stepNames: ReadonlyMap<string, string> = new Map([
  ['lr', 'learningRate'],
  ['learning_rate', 'learningRate'],
  ['learning-rate', 'learningRate'],
  ['kl_at_one', 'klAtOne'],
  ['weighted_hard', 'weightedHard'],
  ['weighted_soft', 'weightedSoft'],
  ['teacher_entropy', 'teacherEntropy'],
]);
const measures: ReadonlyMap<string, 'accuracy' | 'crossEntropy'> = new Map([
  ['accuracy', 'accuracy'],
  ['acc', 'accuracy'],
  ['loss', 'crossEntropy'],
  ['crossentropy', 'crossEntropy'],
  ['cross_entropy', 'crossEntropy'],
  ['nll', 'crossEntropy'],
]);
const splitNames: ReadonlyMap<string, SplitName> = new Map([
  ...['validation', 'valid', 'val', 'eval', 'dev'].map((name) => [name, 'validation'] as const),
  ['test', 'test'],
]);
const trainNames = new Set(['train', 'training']);

/**
 * The meaning of a tag: `train/loss`, `Loss/train`, `train_loss` and `loss` are a step's loss, `val/acc` and `eval_loss` figures
 * of the validation. A tag of an evaluation that is neither accuracy nor loss has none.
 */
export function meaningOf(tag: string): TagMeaning | undefined {
  const { set, name } = parts(tag);
  const split = splitNames.get(set);
  if (split === undefined) return { kind: 'step', name: stepNames.get(name.toLowerCase()) ?? name };
  // Lightning has the mean of an epoch under a name of its own.
  const measure = measures.get(name.toLowerCase().replace(/_epoch$/, ''));
  return measure && { kind: 'evaluation', split, measure };
}

/** The set that a tag is of, empty where it names none, and the rest of it. */
function parts(tag: string): { readonly set: string; readonly name: string } {
  const found = /^([^/_]+)[/_](.+)$/.exec(tag);
  const [, first = '', rest = ''] = found ?? [];
  if (isSet(first)) return { set: first.toLowerCase(), name: plain(rest) };
  const behind = /^(.+)\/([^/]+)$/.exec(tag);
  const [, name = '', last = ''] = behind ?? [];
  return isSet(last) ? { set: last.toLowerCase(), name: plain(name) } : { set: '', name: plain(tag) };
}

const isSet = (name: string): boolean => splitNames.has(name.toLowerCase()) || trainNames.has(name.toLowerCase());

/** A name without Lightning's `_step`; a loss is written small. */
function plain(name: string): string {
  const short = name.replace(/_step$/, '');
  return short.toLowerCase() === 'loss' ? 'loss' : short;
}
