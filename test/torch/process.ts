import path from 'node:path';
import { PythonWorker, type StartedWorker } from '../../src/trainer/torch/python-worker';
import {
  arrangeProcesses,
  machinesName,
  rendezvousName,
  type Machines,
  type Rendezvous,
} from '../../src/trainer/torch/rendezvous';
import { pythonProgramName } from '../../src/trainer/torch/python-program';

/** The Python with PyTorch that the suite provides. */
const python = process.env['DISTILLERY_TORCH_PYTHON'] ?? 'python3';

/** The command of our package in it. */
export const program = {
  command: python,
  args: ['-m', 'distillery', 'train'],
  // Bytecode is kept, which halves the time of a start, but not beside the sources.
  env: {
    PYTHONPATH: path.resolve('python'),
    PYTHONPYCACHEPREFIX: path.resolve('.cache/bytecode'),
    PYTHONDONTWRITEBYTECODE: '',
  },
};

/** Starts PyTorch, which takes seconds: once for many trainings. */
export function startTorch(): Promise<StartedWorker> {
  return PythonWorker.start(program, 'RUN');
}

/** Starts several processes that train together on this machine. */
export async function startProcesses(
  count: number,
  env: Readonly<Record<string, string>> = {},
): Promise<StartedWorker> {
  const { own } = await arrangeProcesses({ ...program, env: { ...program.env, ...env } }, count, {});
  return PythonWorker.start(own, 'RUN');
}

/** Starts one process before the tests of a `describe`, and two that train together; they end after the last. */
export function startOneAndTwo(): { readonly one: StartedWorker; readonly two: StartedWorker } {
  let one: StartedWorker;
  let two: StartedWorker;
  before(async () => {
    one = await startTorch();
    two = await startProcesses(2);
  });
  after(async () => {
    await one.worker.close();
    await two.worker.close();
  });
  return {
    get one() {
      return one;
    },
    get two() {
      return two;
    },
  };
}

/** Starts the processes of several machines as a launcher hands those over; all are this one. */
export async function startMachines(machines: Machines, processes: number): Promise<StartedWorker> {
  const environment = { [machinesName]: JSON.stringify(machines), MASTER_ADDR: '127.0.0.1' };
  const { own, others } = await arrangeProcesses(program, processes, environment);
  return PythonWorker.start(own, 'RUN', others);
}

/** Starts the process of one of several machines, which has the trainer. */
export function startAt(rendezvous: Rendezvous): Promise<StartedWorker> {
  const env = { ...program.env, [rendezvousName]: JSON.stringify(rendezvous) };
  return PythonWorker.start({ ...program, env }, 'RUN');
}

/** Starts the same PyTorch with another layout of images, and so with another order of its sums. */
export function startOtherLayout(): Promise<StartedWorker> {
  return PythonWorker.start({ ...program, args: [path.resolve('test/torch/code/other_layout.py')] }, 'RUN');
}

/** Starts the same PyTorch, whose first weights are one rounding apart: `seed` says which go up. */
export function startOtherRounding(seed: number): Promise<StartedWorker> {
  const env = { ...program.env, DISTILLERY_ROUNDING: String(seed) };
  return PythonWorker.start({ ...program, args: [path.resolve('test/torch/code/other_rounding.py')], env }, 'RUN');
}

/** The variable by which a trainer is given that command. */
export const environment = { [pythonProgramName]: JSON.stringify(program) };
