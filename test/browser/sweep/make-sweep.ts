import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { configSchema } from '../../../src/config/schema/schema';
import {
  describeMachine,
  folderIdOf,
  openEventWriter,
  processStartTime,
  type Owner,
  type RunManifest,
} from '../../../src/runs';

/** A sweep to look at; absent fields have usual values. */
export interface SweepShape {
  readonly name?: string;
  readonly over?: Readonly<Record<string, unknown>>;
  readonly method?: 'grid' | 'random';
  readonly seeds?: number;
  /** Fresh seeds of the best point; 0 for no verdict. */
  readonly fresh?: number;
  readonly control?: boolean;
  /** Runs that have not ended, counted from the last. */
  readonly open?: number;
  /** Epochs of each run's log. */
  readonly epochs?: number;
}

/** One run of a made sweep. */
interface MadeRun {
  readonly id: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly point?: { readonly index: number; readonly stage: 'search' | 'verdict' };
  readonly isEnded: boolean;
  readonly controlId?: string;
}

const size = 10_000;

/** Makes the run folders of a sweep with results that follow from its settings. Gives the sweep's folder. */
export function makeSweep(runs: string, shape: SweepShape = {}): string {
  const { name = 'flowers', seeds = 3, fresh = 6, control = true, open = 0, epochs = 2, method = 'grid' } = shape;
  const { over = { 'temperature.value': [1, 2, 4, 8, 20], 'student.model.hidden': [[800], [300], [100], [30]] } } =
    shape;
  const id = `20261124-101010-${name.replaceAll(/[^a-z0-9]+/g, '-')}-1a2b`;
  const points = pointsOf(over);
  const sweep = { over, seeds, method, control, ...(fresh > 0 && { then: { seeds: fresh } }) };
  const total = points.length * seeds + fresh;
  writeManifest(runs, id, { name, sweep, seed: 1 }, { kind: 'sweep' });
  const made: MadeRun[] = [];
  points.forEach((settings, index) => {
    for (let seed = 1; seed <= seeds; seed += 1) {
      const isEnded = made.length < total - open;
      made.push({
        id: `${id}-${String(index).padStart(4, '0')}-s${seed}`,
        settings,
        seed,
        isEnded,
        point: { index, stage: 'search' },
      });
    }
  });
  const best = Math.min(2, points.length - 1);
  for (let seed = seeds + 1; seed <= seeds + fresh && made.length < total - open; seed += 1) {
    made.push({
      id: `${id}-verdict-s${seed}`,
      settings: points[best] ?? {},
      seed,
      isEnded: true,
      point: { index: best, stage: 'verdict' },
    });
  }
  const controls = new Set<string>();
  for (const run of made) {
    const controlId = `${id}-control-${run.seed}-${hiddenOf(run.settings)}`;
    if (control && !controls.has(controlId)) {
      controls.add(controlId);
      writeRun(runs, { ...run, id: controlId, isEnded: true }, { isControl: true, epochs, id });
    }
    writeRun(runs, control ? { ...run, controlId } : run, { isControl: false, epochs, id });
  }
  const log = openEventWriter(path.join(runs, id), 1);
  const done = made.filter(({ isEnded }) => isEnded).length;
  log.write({ type: 'sweep', done, failed: 0, total });
  if (open === 0)
    log.write({ type: 'finished', step: 0, bestEpoch: epochs, accuracy: 0.97, errors: 300, seconds: 900 });
  log.close();
  return path.join(runs, id);
}

/** Writes the result of a run that had not ended. */
export function endRun(runs: string, id: string, errors: number): void {
  writeOwner(path.join(runs, id));
  const log = openEventWriter(path.join(runs, id), 1);
  writeResult(log, errors, { epochs: 2, seconds: 41 });
  log.close();
}

function pointsOf(over: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
  return Object.entries(over).reduce<Record<string, unknown>[]>(
    (points, [key, values]) =>
      points.flatMap((point) => (values as unknown[]).map((value) => ({ ...point, [key]: value }))),
    [{}],
  );
}

/** Units of a point's student. */
function hiddenOf(settings: Readonly<Record<string, unknown>>): number {
  const hidden = settings['student.model.hidden'];
  return Array.isArray(hidden) ? Number(hidden[0]) : 300;
}

function writeRun(
  runs: string,
  { id, settings, seed, point, isEnded, controlId }: MadeRun,
  { isControl, epochs, id: sweepId }: { readonly isControl: boolean; readonly epochs: number; readonly id: string },
): void {
  const temperature = Number(settings['temperature.value'] ?? 4);
  const hidden = hiddenOf(settings);
  const config = {
    ...{ name: isControl ? `flowers control` : `flowers T ${temperature}`, seed },
    student: { model: { preset: 'mlp', hidden: [hidden] } },
    ...(isControl ? { loss: { hard: 1, soft: 0 } } : { temperature: { strategy: 'constant', value: temperature } }),
    ...('loss.soft' in settings && !isControl && { loss: { soft: settings['loss.soft'] } }),
  };
  const about: Partial<RunManifest> = isControl
    ? { kind: 'run', controlOf: [] }
    : { kind: 'run', parent: sweepId, ...(point && { point }), ...(controlId !== undefined && { control: controlId }) };
  writeManifest(runs, id, config, about);
  if (!isEnded) return;
  writeOwner(path.join(runs, id));
  const noise = (Math.abs(Math.sin(seed * 12.9898 + hidden + (isControl ? 7 : temperature)) * 43758.5453) % 1) * 24;
  const base = 300 + 9000 / hidden + noise;
  const gain = isControl
    ? 0
    : 60 * Math.exp(-((Math.log(temperature / 4) / 1.4) ** 2)) - (hidden < 50 ? temperature * 4 : 0);
  const log = openEventWriter(path.join(runs, id), 1);
  writeResult(log, Math.round(base - gain), { epochs, seconds: 20 + hidden / 20 + noise / 8 });
  log.close();
}

/** The mark of a run that was run here, by a process that has ended. */
export function writeOwner(folder: string): void {
  const startTime = processStartTime(process.pid) ?? '';
  const owner: Owner = {
    ...{ ...describeMachine(), pid: process.pid, startTime, trainerPid: process.pid, trainerStartTime: startTime },
    ...{ token: 'made', attempt: 1, folderId: folderIdOf(folder) },
  };
  writeFileSync(path.join(folder, 'owner.json'), JSON.stringify(owner));
}

function writeResult(
  log: ReturnType<typeof openEventWriter>,
  errors: number,
  { epochs, seconds }: { readonly epochs: number; readonly seconds: number },
): void {
  log.write({
    ...{ type: 'started', engine: 'onnx', engineVersion: '1', threads: 1, steps: 430 * epochs, epochs, rejected: [] },
    host: 'here',
  });
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    const place = { step: 430 * epoch, epoch };
    log.write(evaluation('validation', Math.round(errors / 2 + 40 * (epochs - epoch)), size / 2, place));
    log.write({ type: 'checkpoint', ...place, file: 'checkpoints/best.weights', best: true });
  }
  const place = { step: 430 * epochs, epoch: epochs };
  log.write(evaluation('test', errors, size, place));
  const taught = { phase: 'teacher', step: 0, epoch: 0 } as const;
  log.write({ ...evaluation('test', 180, size, place), ...taught });
  log.write({
    ...{ parameters: 79_510, operations: 158_000 },
    ...{ type: 'finished', step: place.step, bestEpoch: epochs, accuracy: 1 - errors / size, errors, seconds },
    teacherErrors: 180,
  });
}

function evaluation(
  split: 'validation' | 'test',
  errors: number,
  count: number,
  place: { readonly step: number; readonly epoch: number },
): Parameters<ReturnType<typeof openEventWriter>['write']>[0] {
  const accuracy = 1 - errors / count;
  return {
    ...{
      type: 'evaluation',
      phase: 'student',
      split,
      ...place,
      accuracy,
      errors,
      count,
      crossEntropy: 0.1 + errors / 1e4,
    },
    ...{ calibrationError: 0.01 + errors / 1e6, macroF1: accuracy - 0.001 },
    ...{ classCounts: [count], classErrors: [errors] },
  };
}

function writeManifest(runs: string, id: string, written: object, about: Partial<RunManifest>): void {
  const folder = path.join(runs, id);
  mkdirSync(folder, { recursive: true });
  const config = configSchema.parse({
    ...{ data: { set: 'mnist', validation: 5000 }, teacher: { model: { preset: 'mlp', hidden: [1200] } } },
    ...{ student: { model: { preset: 'mlp', hidden: [300] } }, ...written },
  });
  const manifest = {
    formatVersion: 1,
    id,
    name: config.name,
    createdAt: Date.now(),
    config,
    configPath: '/flowers.distill.yaml',
  };
  const rest = { configHash: '', cacheFolder: '', versions: {}, ...about };
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ ...manifest, ...rest }));
}
