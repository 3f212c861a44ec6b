import path from 'node:path';
import { readEvaluationIndex, readStoredFile } from '../folder/evaluation-index';
import { readStoredLabels, readStoredLogits, readStoredPictures } from '../folder/stored-arrays';
import type { EvaluationIndex, StoredFile } from '../protocol/schemas/evaluations';
import { runFiles } from '../folder/folders';
import { studentFiles } from '../folder/folders';
import { store } from '../store/store';
import { makeCheck } from '../protocol/shape';
import { LogFollower } from '../log/log-follower';
import { reasonOf, type Problem } from './finding';

/** Problems of a run's student and evaluations. */
export async function checkResults(runFolder: string): Promise<Problem[]> {
  return [...checkStudent(runFolder), ...(await checkEvaluations(runFolder))];
}

function checkStudent(runFolder: string): Problem[] {
  const folder = path.join(runFolder, runFiles.student);
  if (!store.hasFolder(folder)) {
    const message = 'the run finished, but its student is missing; resume the run to write it again';
    return hasPromised(runFolder) ? [{ file: runFiles.student, message }] : [];
  }
  const problems: Problem[] = [];
  const check = (name: string, look: (file: string) => string | undefined): void => {
    const file = path.join(folder, name);
    const reason = store.hasFile(file) ? look(file) : hasPromised(runFolder) ? 'it is missing' : undefined;
    if (reason !== undefined) problems.push({ file: `${runFiles.student}/${name}`, message: reason });
  };
  const whyEmpty = (file: string): string | undefined =>
    store.fileStatus(file)?.size === 0 ? 'it is empty' : undefined;
  check('metrics.json', whyNoJson);
  // A model of the user's own Python has no layers of ours.
  if (store.hasFile(path.join(folder, studentFiles.safetensors))) check(studentFiles.safetensors, whyEmpty);
  else {
    check('model.json', (file) => whyNoModel(file, path.join(folder, 'weights.bin')));
    check('weights.bin', whyEmpty);
  }
  return problems;
}

/** Whether our own trainer finished the run, which writes a student then; that of a script is its own. */
function hasPromised(runFolder: string): boolean {
  const log = new LogFollower(runFolder, []);
  let [isOurs, hasFinished] = [true, false];
  for (let piece = log.read(); piece !== undefined; piece = log.read()) {
    for (const event of piece.events) {
      if (event.type === 'started') {
        isOurs = (event.interpreter?.name ?? 'node') === 'node';
        hasFinished = false;
      }
      if (event.type === 'finished') hasFinished = true;
    }
  }
  return isOurs && hasFinished;
}

function whyNoJson(file: string): string | undefined {
  try {
    JSON.parse(store.readText(file));
    return undefined;
  } catch (error) {
    return `it is damaged: ${reasonOf(error)}`;
  }
}

/** The part of tfjs's model.json that names the arrays of weights.bin. */
interface Manifest {
  readonly weightsManifest?: readonly { readonly weights?: readonly { readonly shape?: readonly number[] }[] }[];
}

const whyNoManifest = makeCheck({
  'weightsManifest?': ['list', { 'weights?': ['list', { 'shape?': ['list', ['integer', 0, null]] }] }],
});

/** tfjs's model.json names the shapes of all float32 arrays of weights.bin. */
function whyNoModel(file: string, weights: string): string | undefined {
  const reason = whyNoJson(file);
  if (reason !== undefined) return reason;
  const model: unknown = JSON.parse(store.readText(file));
  const fault = whyNoManifest(model);
  if (fault !== undefined) return `it names no shapes of weights: it ${fault}`;
  const groups = (model as Manifest).weightsManifest ?? [];
  const shapes = groups.flatMap((group) => group.weights ?? []).map(({ shape }) => shape ?? []);
  const bytes = shapes.reduce((sum, shape) => sum + 4 * shape.reduce((product, length) => product * length, 1), 0);
  const size = store.fileStatus(weights)?.size ?? 0;
  return bytes === size ? undefined : `it promises ${bytes} bytes of weights, and weights.bin has ${size}`;
}

async function checkEvaluations(runFolder: string): Promise<Problem[]> {
  const indexFile = `${runFiles.evaluations}/index.json`;
  try {
    const index = readEvaluationIndex(runFolder);
    return index === undefined ? [] : await checkArrays(runFolder, index);
  } catch (error) {
    return [{ file: indexFile, message: reasonOf(error) }];
  }
}

/** Problems of the arrays that an index names: they must be there, whole, and as long as it says. */
async function checkArrays(runFolder: string, { classes, splits, evaluations }: EvaluationIndex): Promise<Problem[]> {
  const problems: Problem[] = [];
  const check = async (stored: StoredFile, read: () => Promise<unknown>): Promise<void> => {
    try {
      await read();
    } catch (error) {
      problems.push({ file: `${runFiles.evaluations}/${stored.name}`, message: reasonOf(error) });
    }
  };
  const checkLogits = (file: StoredFile, count: number): Promise<void> =>
    check(file, () => readStoredLogits(runFolder, file, { count, classes }));
  for (const split of Object.values(splits)) {
    const { labels, pictures, count, teachers } = split;
    await check(labels, () => readStoredLabels(runFolder, split, classes));
    if (pictures !== undefined) await check(pictures, () => readStoredPictures(runFolder, pictures, count));
    for (const { logits } of teachers) await checkLogits(logits, count);
  }
  for (const { split, logits } of evaluations) {
    const { count } = splits[split] ?? {};
    if (count !== undefined) await checkLogits(logits, count);
    else await check(logits, () => readStoredFile(runFolder, logits));
  }
  return problems;
}
