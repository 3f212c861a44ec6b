import { disagreementOf } from '../../comparison';
import { summarizeRun } from '../../runs';
import { warnInvalidRequest, type ControllerContext, type ViewController } from '../controller';
import { EvaluationStore, keyOf, type LoadedEvaluation } from './evaluation-store';
import {
  readTargetsRequest,
  type Overview,
  type Pictures,
  type Rows,
  type Samples,
  type Selection,
  type SplitName,
  type TargetsAnswer,
  type TargetsRequest,
} from '../messages';

/** Limit of the logits sent for one network and selection; larger selections are sampled at even distances. */
const maxLogits = 200_000;

/** Controller of the view of soft targets; it reads the evaluations in the run folder. */
export class TargetsController implements ViewController {
  private readonly store: EvaluationStore;

  constructor(private readonly context: ControllerContext) {
    this.store = new EvaluationStore(context.runFolder);
  }

  async handle(request: unknown): Promise<void> {
    const { runFolder, send } = this.context;
    const known = readTargetsRequest(request);
    if (known === undefined) {
      warnInvalidRequest('soft targets');
      return;
    }
    await send(await attempt(() => responseTo(runFolder, this.store, known)));
  }

  stop(): void {
    this.store.clear();
  }
}

async function attempt(work: () => Promise<TargetsAnswer>): Promise<TargetsAnswer> {
  try {
    return await work();
  } catch (error) {
    return { type: 'problem', message: error instanceof Error ? error.message : String(error) };
  }
}

async function responseTo(runFolder: string, store: EvaluationStore, request: TargetsRequest): Promise<TargetsAnswer> {
  switch (request.type) {
    case 'overview':
      return overviewOf(runFolder, store);
    case 'samples':
      return samplesOf(store, request.evaluation, request.teacher);
    case 'rows':
      return rowsOf(await store.load(request.evaluation, request.teacher), request);
    case 'pictures':
      return picturesOf(store, request.split, request.samples);
  }
}

async function overviewOf(runFolder: string, store: EvaluationStore): Promise<Overview> {
  const { classes, classNames, splits, evaluations } = store.index();
  const { progress } = await summarizeRun(runFolder);
  return {
    type: 'overview',
    classNames: classNames ?? Array.from({ length: classes }, (_, label) => String(label)),
    evaluations: evaluations.map((evaluation) => {
      const { checkpoint, split, step, epoch } = evaluation;
      return { key: keyOf(evaluation), checkpoint, split, step, epoch, count: splits[split]?.count ?? 0 };
    }),
    teachers: (splits.test ?? splits.validation)?.teachers.map(({ name }) => name) ?? [],
    temperature: progress.temperature ?? 1,
  };
}

async function samplesOf(store: EvaluationStore, evaluation: string, teacher: number): Promise<Samples> {
  const { labels, student, teacher: teacherLogits, classes } = await store.load(evaluation, teacher);
  const columns = await disagreementOf(student, teacherLogits, labels, classes);
  return { type: 'samples', evaluation, teacher, labels, ...columns };
}

function rowsOf(
  { labels, student, teacher: teacherLogits, classes }: LoadedEvaluation,
  { evaluation, teacher, selection }: Extract<TargetsRequest, { readonly type: 'rows' }>,
): Rows {
  const chosen = chosenRows(labels, selection);
  const rows = Math.min(chosen.length, Math.max(1, Math.floor(maxLogits / classes)));
  const taken = Array.from({ length: rows }, (_, index) => chosen[Math.floor((index * chosen.length) / rows)] ?? 0);
  const gather = (logits: Float32Array): Float32Array => {
    const gathered = new Float32Array(logits.length === 0 ? 0 : rows * classes);
    if (gathered.length === 0) return gathered;
    taken.forEach((row, index) => gathered.set(logits.subarray(row * classes, (row + 1) * classes), index * classes));
    return gathered;
  };
  const total = chosen.length;
  return {
    type: 'rows',
    evaluation,
    teacher,
    selection,
    rows,
    total,
    student: gather(student),
    teacherLogits: gather(teacherLogits),
  };
}

function chosenRows(labels: Int32Array, { kind, index }: Selection): number[] {
  if (kind === 'sample') return index < labels.length ? [index] : [];
  const rows: number[] = [];
  labels.forEach((label, row) => {
    if (label === index) rows.push(row);
  });
  return rows;
}

async function picturesOf(store: EvaluationStore, split: SplitName, samples: readonly number[]): Promise<Pictures> {
  const kept = await store.pictures(split);
  const [height, width, channels] = kept?.shape ?? [0, 0, 0];
  const size = height * width * channels;
  const pixels = new Uint8Array(size * samples.length);
  samples.forEach((sample, index) => {
    const own = kept?.pixels.subarray(sample * size, (sample + 1) * size);
    if (own !== undefined) pixels.set(own, index * size);
  });
  return { type: 'pictures', split, samples, height, width, channels, pixels };
}
