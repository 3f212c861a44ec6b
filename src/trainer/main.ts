// The bundle entry of the trainer: `node trainer.js RUN_FOLDER`. Exit code 0 only when the run finished or was stopped.
import { openContext, openLog, type Context } from './context';
import { StopRequested, TrainingFailure } from './failure';
import { stepsPerEpoch } from './fit';
import { StudentTraining } from './student';
import { obtainTeacher } from './teacher';
import type { EventWriter } from '../runs';

async function train(context: Context): Promise<void> {
  const { manifest, engine, data, events } = context;
  const { config } = manifest;
  events.write({
    type: 'started',
    engine: engine.name,
    engineVersion: engine.version,
    threads: engine.threads,
    steps: stepsPerEpoch(data.train.count, config.train.batchSize) * config.train.epochs,
    epochs: config.train.epochs,
    node: process.versions.node,
  });
  const needsTeacher = config.teacher !== undefined && config.loss.soft > 0;
  const teacher = needsTeacher && config.teacher ? await obtainTeacher(context, config.teacher) : undefined;
  await new StudentTraining(context, teacher).run();
}

function report(events: EventWriter, error: unknown, lastStep: number): void {
  if (error instanceof StopRequested) {
    events.write({ type: 'stopped', step: lastStep, epoch: 0 });
    return;
  }
  process.exitCode = 1;
  const message = error instanceof Error ? error.message : String(error);
  console.error(error instanceof Error ? error.stack : error);
  const hint = error instanceof TrainingFailure ? { hint: error.hint } : {};
  events.write({ type: 'failed', message, ...hint });
}

async function main(runFolder: string): Promise<void> {
  const { events, attempt } = openLog(runFolder);
  let lastStep = 0;
  const counting: EventWriter = {
    write: (event) => {
      if (event.type === 'step' && event.phase === 'student') lastStep = event.step;
      events.write(event);
    },
    close: () => events.close(),
  };
  try {
    const context = await openContext(runFolder, counting, attempt);
    await train(context);
    await context.engine.dispose();
  } catch (error) {
    report(counting, error, lastStep);
  } finally {
    counting.close();
  }
}

const [runFolder] = process.argv.slice(2);
if (runFolder === undefined) {
  console.error('usage: trainer RUN_FOLDER');
  process.exitCode = 2;
} else {
  void main(runFolder);
}
