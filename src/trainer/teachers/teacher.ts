import { answerPaths, isDescribed, usedTeachers } from '../../config';
import { changesExamples } from '../../data';
import type { AboutTeacher } from '../../runs';
import type { Context } from '../context/context';
import { TrainingFailure } from '../context/failure';
import { shared } from '../context/member';
import { formatCount, formatPercent } from '../../wording';
import { evaluate, isAtChance } from '../evaluation';
import { isLikeTanh } from '../networks/answers-meaning';
import { adapterOf } from '../networks/teacher-adapter';
import { reportPreflight, tryTeacher, type TriedTeacher } from '../preflight';
import type { AnswersNetwork, Network, OnnxNetwork } from '../networks/network';
import { costOf } from '../networks/network-cost';
import type { TeacherSource } from '../step/teacher-source';
import type { Logits } from './logits-cache';
import { permutedTargets, smoothedTargets } from './changed-targets';
import { readCached } from './teacher-cache';
import { cacheOf, openTeacher, type TeacherConfig, type TeacherHandle } from './teacher-handle';

/** A network that a student learns from. */
export interface Teacher {
  /** Its logits for the unchanged data. */
  readonly logits: Logits;
  /** Source of its logits for a training: those of the unchanged data, or inference on images that are augmented. */
  source(isAugmented: boolean): TeacherSource;
}

/** A teacher with its logits, and the folder of the run that has made it ready. */
interface Obtained {
  readonly handle: TeacherHandle;
  readonly logits: Logits;
  readonly run: string;
}

/**
 * Makes the teacher of an opened network: as it stands where it comes from a file, from the cache when its key is known
 * there, else trained first. One of several has a name. Throws a TrainingFailure when one of its logits is not finite.
 */
export async function obtainTeacher(
  context: Context,
  written: TeacherConfig,
  network: Network | OnnxNetwork | AnswersNetwork,
  name?: string,
): Promise<Teacher> {
  // Changed targets are no part of the teacher, which is trained and kept once.
  const { targets = 'own', ...config } = written;
  const cache = cacheOf(context, config, network);
  const seen = network.kind === 'described' ? context.data : adapterOf(context.data, config).data;
  const ready = { type: 'teacher', name: name ?? 'teacher', key: cache.key, ...costOf(network, seen) } as const;
  const obtain = (): Promise<Obtained> =>
    cache.alone(async () => {
      const opened = await openTeacher(context, config, network, { cache, name });
      await preflight(context, config, network, { ask: opened.ask, name });
      context.events.write(ready);
      const logits = await obtainLogits(context, opened, aboutOf(context, config, network));
      return { handle: opened, logits, run: context.runFolder };
    });
  // Runs of one process hold the logits of one teacher once.
  const isShared = network.kind === 'described' && !changesExamples(context.data);
  const obtained = await shared(isShared ? context.member : undefined, ['teacher', cache.key], obtain);
  const { logits } = obtained;
  const handle = obtained.run === context.runFolder ? obtained.handle : { ...obtained.handle, isNew: false };
  if (obtained.run !== context.runFolder) context.events.write(ready);
  if (network.kind !== 'described' && isLikeTanh(logits.validation, context.data.classes)) {
    const message = `${titleOf(config.model)} gives numbers from −1 to 1, as behind a tanh: they are taken as logits, whose probabilities differ by a factor of 7.4 at most; a network that ends before it teaches more`;
    context.events.write({ type: 'notice', message });
  }
  if (!handle.isNew) logEvaluations(context, logits, name);
  warnOfChance(context, logits, config, name);
  if (targets !== 'own') {
    const change = changeOf(targets, context, written, name);
    return { logits, source: (isAugmented) => changedSource(handle.inference, logits, { isAugmented, change }) };
  }
  return {
    logits,
    source: (isAugmented) =>
      isAugmented || handle.inference.kind === 'sets' ? handle.inference : { kind: 'cached', logits: logits.train },
  };
}

/** The change of a teacher's answers [count, classes] for the training split. Throws a TrainingFailure where there can be none. */
function changeOf(
  targets: 'permuted' | 'smoothed',
  { data, manifest }: Context,
  { train }: TeacherConfig,
  name: string | undefined,
): (logits: Float32Array) => Float32Array {
  const { classes } = data;
  if (targets === 'permuted') return (logits) => permutedTargets(logits, classes, train.seed);
  const { config } = manifest;
  if (config.transfer?.labelFraction !== undefined) {
    const problem = 'targets: smoothed would tell the labels that transfer.labelFraction hides';
    throw new TrainingFailure(problem, 'take targets: permuted');
  }
  const own = usedTeachers(config).find((teacher) => name === undefined || teacher.name === name)?.temperature;
  const temperature = own ?? config.temperature;
  if (temperature.strategy !== 'constant') {
    const problem = `targets: smoothed has the entropy of one temperature, and this one is '${temperature.strategy}'`;
    throw new TrainingFailure(problem, 'take strategy: constant, or targets: permuted');
  }
  return (logits) => smoothedTargets(logits, data.train.labels, { classes, temperature: temperature.value });
}

function changedSource(
  inference: TeacherSource,
  { train }: Logits,
  { isAugmented, change }: { readonly isAugmented: boolean; readonly change: (logits: Float32Array) => Float32Array },
): TeacherSource {
  if (inference.kind === 'sets') return { kind: 'sets', logits: inference.logits.map(change) };
  if (!isAugmented) return { kind: 'cached', logits: change(train) };
  const problem = 'targets other than the teacher’s own are for examples as they are, and these change in every epoch';
  throw new TrainingFailure(
    problem,
    'remove what changes them, augment of the student’s training and of the data or transforms that draw at random, or targets',
  );
}

/** Tries a teacher that comes from elsewhere on labelled examples; throws where it is no better than chance. */
async function preflight(
  context: Context,
  config: TeacherConfig,
  network: Network | OnnxNetwork | AnswersNetwork,
  { ask, name }: { readonly ask: TeacherHandle['ask'] | undefined; readonly name: string | undefined },
): Promise<void> {
  const adapter = adapterOf(context.data, config);
  const tried: TriedTeacher | undefined =
    network.kind === 'answers'
      ? { stated: config, adapter, answers: network.sets[0] }
      : ask && { stated: config, adapter, ask, layout: 'layout' in network ? network.layout : 'NHWC' };
  if (tried === undefined) return;
  const result = await tryTeacher(context.data, tried, context.pause);
  if (result !== undefined) reportPreflight(context, result, name ?? 'teacher', titleOf(config.model));
}

/** Warns of a teacher that guesses, before a student learns that from it. */
function warnOfChance(
  { data, events }: Context,
  logits: Logits,
  { model }: TeacherConfig,
  name: string | undefined,
): void {
  const split = data.validation.count > 0 ? 'validation' : 'test';
  const result = evaluate(logits[split], data[split], data.classes);
  if (!isAtChance(result, data.classes)) return;
  const title = name === undefined ? 'the teacher' : `the teacher '${name}'`;
  const chance = `no better than chance (${formatPercent(1 / data.classes, 0)})`;
  const advice = isDescribed(model)
    ? 'look at how it is trained, at its learning rate first'
    : `look at the order of its classes and at the inputs that it takes (${titleOf(model)})`;
  const message = `WARNING: ${title} is right in ${formatPercent(result.accuracy, 1)} of ${formatCount(result.count)} ${split} examples, ${chance}: its student learns nothing that is true; ${advice}`;
  events.write({ type: 'notice', message });
}

/** Writes the evaluations of a teacher that needed no training, as a new one's training does at its end. */
function logEvaluations({ data, events }: Context, logits: Logits, name: string | undefined): void {
  for (const split of ['validation', 'test'] as const) {
    const result = evaluate(logits[split], data[split], data.classes);
    const origin = { phase: 'teacher' as const, ...(name === undefined ? {} : { teacher: name }) };
    events.write({ type: 'evaluation', ...origin, split, step: 0, epoch: 0, ...result });
  }
}

/** The logits of all splits: from the cache, else computed and kept there. */
async function obtainLogits(
  context: Context,
  { cache, logitsOf }: TeacherHandle,
  about: AboutTeacher & { readonly source: TeacherConfig },
): Promise<Logits> {
  const { data } = context;
  const cached = await readCached(context, () => cache.readLogits(data));
  if (cached !== undefined) {
    await cache.updateAbout(about);
    return cached;
  }
  const logits = {
    train: await logitsOf('train'),
    validation: await logitsOf('validation'),
    test: await logitsOf('test'),
  };
  for (const split of ['train', 'validation', 'test'] as const)
    assertFinite(logits[split], split, data.classes, about.source);
  cache.writeLogits(logits, data, about);
  return logits;
}

/** Settings and contents that a teacher's logits follow from, for a preview that reads no data. */
function aboutOf<Source extends TeacherConfig>(
  { data, manifest }: Context,
  source: Source,
  network: Network | OnnxNetwork | AnswersNetwork,
): AboutTeacher & { readonly source: Source } {
  const files = network.kind === 'described' ? [] : network.files;
  return { source, data: manifest.config.data, ...(data.stamp !== undefined && { dataStamp: data.stamp }), files };
}

/** A logit that is not finite would make the student's loss NaN at a step that does not name the teacher. */
function assertFinite(logits: Float32Array, split: keyof Logits, classes: number, { model }: TeacherConfig): void {
  const index = logits.findIndex((value) => !Number.isFinite(value));
  if (index < 0) return;
  const where = `${split} example ${Math.floor(index / classes)}`;
  throw new TrainingFailure(
    `${titleOf(model)} gives the logit ${logits[index]} for ${where}`,
    'its weights are damaged, its training diverged or it needs other inputs: take another teacher',
    { where },
  );
}

function titleOf(model: TeacherConfig['model']): string {
  if (isDescribed(model)) return 'the teacher';
  if (model.preset === 'answers') return answerPaths(model).join(', ');
  if (model.preset === 'python') return model.python;
  return model.preset === 'file' ? model.path : `the student of ${model.run}`;
}
