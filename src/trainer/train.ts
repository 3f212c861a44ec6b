import { hostname } from 'node:os';
import { product } from '../runs';
import type { Context } from './context/context';
import { TrainingFailure } from './context/failure';
import type { InputsRecord } from './context/inputs-record';
import { noticeOtherAttempt } from './context/other-attempt';
import { stepsPerEpoch } from './loop/fit';
import { inputsOf } from './networks/inputs-of';
import { openNetworks, type Networks } from './networks/open-networks';
import { trainStudent } from './student';
import { openPythonModel } from './torch';
import { obtainTeacher, type Teacher } from './teachers/teacher';

/** Obtains the teachers of a run and trains its student. */
export async function train(started: Context, record: InputsRecord): Promise<void> {
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
