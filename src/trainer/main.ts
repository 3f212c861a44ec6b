// The bundle entry of the trainer: `node trainer.js RUN_FOLDER`. Exit code 0 only when the run finished or was stopped.
import { hostname } from 'node:os';
import path from 'node:path';
import { UncompilableError, type EngineChoice } from '../engine';
import { openContext, openLog, type Context } from './context/context';
import { describeFailure, StopRequested, TrainingFailure } from './context/failure';
import { InputsRecord } from './context/inputs-record';
import { noticeOtherAttempt } from './context/other-attempt';
import { stepsPerEpoch } from './loop/fit';
import { inputsOf } from './networks/inputs-of';
import { openNetworks, type Networks } from './networks/open-networks';
import { startEngine } from './start-engine';
import { trainStudent } from './student';
import { openPythonModel } from './torch';
import { obtainTeacher, type Teacher } from './teachers/teacher';
import { product, runFiles, store, type EventWriter, type NewEvent } from '../runs';

async function train(started: Context, record: InputsRecord): Promise<void> {
  logStart(started);
  noticeOtherAttempt(started, record.before);
  const networks = await openNetworks(started, openPythonModel);
  const context = { ...started, inputs: inputsOf(started.data, networks) };
  await record.admit(context.inputs);
  const obtained = new Map<string, Teacher>();
  // Those from files first: one that is read wrongly must not cost the training of another.
  const inOrder = networks.teachers.toSorted((one, other) => Number(isTrained(one)) - Number(isTrained(other)));
  for (const { source, name, network } of inOrder) {
    const only = networks.teachers.length === 1;
    try {
      obtained.set(name, await obtainTeacher(context, source, network, only ? undefined : name));
    } catch (error) {
      // Others may need this teacher too, and are spared its failure.
      throw error instanceof TrainingFailure ? error.ofTeacher(name) : error;
    }
  }
  const teachers = networks.teachers.flatMap(({ name }) => obtained.get(name) ?? []);
  await trainStudent(context, teachers, networks.student);
}

const isTrained = ({ network }: Networks['teachers'][number]): boolean => network.kind === 'described';

function logStart({ manifest, engine, rejected, transfer, events }: Context): void {
  const { config } = manifest;
  events.write({
    type: 'started',
    engine: engine.name,
    engineVersion: engine.version,
    threads: engine.threads,
    rejected,
    steps: stepsPerEpoch(transfer.indices.length, config.train.batchSize) * config.train.epochs,
    epochs: config.train.epochs,
    host: hostname(),
    interpreter: { name: 'node', version: process.versions.node },
    ...(product && { product }),
  });
}

/** Trains; where `auto` took an engine that cannot compile the model, the next one goes on from the last checkpoint. */
async function trainOnSomeEngine(context: Context): Promise<void> {
  const record = await InputsRecord.open(context);
  const { train: settings } = context.manifest.config;
  for (let choice: EngineChoice = context; ;) {
    const { engine, rejected } = choice;
    const refusal = await uncompilable(() => train({ ...context, engine, rejected }, record)).finally(() =>
      engine.dispose(),
    );
    if (refusal === undefined) return;
    if (settings.engine !== 'auto') throw refusal;
    const without = [...rejected, { name: engine.name, reason: refusal.message }];
    choice = await startEngine(context, settings, without);
  }
}

/** The error of an engine that cannot compile the work; undefined when the work is done. Other errors pass. */
async function uncompilable(work: () => Promise<void>): Promise<UncompilableError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof UncompilableError) return error;
    throw error;
  }
}

/** Position of the student by the events of its training, for the event that ends an attempt. */
class Position {
  step = 0;
  epoch = 0;

  note(event: NewEvent): void {
    if (event.type === 'checkpoint' || (event.type === 'step' && event.phase === 'student')) {
      if (event.type === 'checkpoint' && event.best) return;
      this.step = event.step;
      this.epoch = event.epoch;
    }
  }
}

function report(runFolder: string, events: EventWriter, error: unknown, position: Position): void {
  if (error instanceof StopRequested) {
    // A stop before the first step writes a checkpoint too, so that the position is that of the checkpoint.
    events.write({ type: 'stopped', step: position.step, epoch: position.epoch });
    return;
  }
  process.exitCode = 1;
  console.error(error instanceof Error ? error.stack : error);
  const failure: NewEvent = { type: 'failed', ...describeFailure(error) };
  try {
    events.write(failure);
  } catch (refusal) {
    // Where the disk is full, the index can go, since it is made from the log; its bytes are enough for a line.
    console.error(refusal);
    store.remove(path.join(runFolder, runFiles.index));
    events.write(failure);
  }
}

/** A log that takes no line any more must not hide why the run ended: the process's output has it. */
function reportOrSay(work: () => void): void {
  try {
    work();
  } catch (refusal) {
    process.exitCode = 1;
    console.error('the log takes no more lines:', refusal);
  }
}

async function main(runFolder: string): Promise<void> {
  // Before anything else: loading data and compiling take seconds in which a signal would end the process at once.
  let isAsked = false;
  process.on('SIGTERM', () => (isAsked = true));
  // Output into a pipe whose reader, the supervisor, was killed must not end the training.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const { events, attempt } = openLog(runFolder);
  const position = new Position();
  const noting: EventWriter = {
    write: (event) => {
      position.note(event);
      events.write(event);
    },
    close: () => events.close(),
  };
  try {
    const context = await openContext(runFolder, noting, attempt, { isSignalled: () => isAsked, startEngine });
    await trainOnSomeEngine(context);
  } catch (error) {
    reportOrSay(() => report(runFolder, noting, error, position));
  } finally {
    noting.close();
  }
}

const [runFolder] = process.argv.slice(2);
if (runFolder === undefined) {
  console.error('usage: trainer RUN_FOLDER');
  process.exitCode = 2;
} else {
  void main(runFolder);
}
