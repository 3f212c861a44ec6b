import path from 'node:path';
import { UncompilableError, type Engine, type EngineChoice } from '../engine';
import { openEventWriter, runFiles, store, type EventWriter, type NewEvent } from '../runs';
import { openContext, type Attempt, type AttemptProcess, type Context } from './context/context';
import { describeFailure, StopRequested } from './context/failure';
import { InputsRecord } from './context/inputs-record';
import { train } from './train';

/** Trains one attempt of a run to its end and logs it; gives the exit code, 0 only when the run finished or was stopped. */
export async function runAttempt(attempt: Attempt, own: AttemptProcess): Promise<0 | 1> {
  const { runFolder } = attempt;
  const events = openEventWriter(runFolder, attempt.number);
  const position = new Position();
  const noting: EventWriter = {
    write: (event) => {
      position.note(event);
      events.write(event);
    },
    writeAll: (several) => {
      for (const event of several) position.note(event);
      events.writeAll(several);
    },
    close: () => events.close(),
  };
  try {
    const context = await openContext(attempt, noting, own);
    await trainOnSomeEngine(context, own).finally(() => context.data.close?.());
    return 0;
  } catch (error) {
    return reportOrSay(() => report(runFolder, noting, error, position));
  } finally {
    noting.close();
  }
}

/** Trains; where `auto` took an engine that cannot compile the model, the next one goes on from the last checkpoint. */
async function trainOnSomeEngine(context: Context, { startEngine }: AttemptProcess): Promise<void> {
  const record = await InputsRecord.open(context);
  const { train: settings } = context.manifest.config;
  for (let choice: EngineChoice = context; ;) {
    const { engine, rejected } = choice;
    const refusal = await uncompilable(() => train({ ...context, engine, rejected }, record)).finally(() =>
      engine.dispose(),
    );
    if (refusal === undefined) return;
    if (settings.engine !== 'auto') throw refusal;
    const without = [...rejected, ...withItsCompiler(engine.name).map((name) => ({ name, reason: refusal.message }))];
    choice = await startEngine(context, settings, without).catch(() => {
      throw refusal;
    });
  }
}

/** The engines that cannot compile what this one cannot: the native one and the one in WebAssembly run the same graph. */
function withItsCompiler(name: Engine['name']): readonly Engine['name'][] {
  return name === 'onnx' || name === 'wasm' ? ['onnx', 'wasm'] : [name];
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

function report(runFolder: string, events: EventWriter, error: unknown, position: Position): 0 | 1 {
  if (error instanceof StopRequested) {
    // A stop before the first step writes a checkpoint too, so that the position is that of the checkpoint.
    events.write({ type: 'stopped', step: position.step, epoch: position.epoch });
    return 0;
  }
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
  return 1;
}

/** A log that takes no line any more must not hide why the run ended: the process's output has it. */
function reportOrSay(work: () => 0 | 1): 0 | 1 {
  try {
    return work();
  } catch (refusal) {
    console.error('the log takes no more lines:', refusal);
    return 1;
  }
}
