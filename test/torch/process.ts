import path from 'node:path';
import { PythonWorker, type StartedWorker } from '../../src/trainer/torch/python-worker';
import { pythonProgramName } from '../../src/trainer/torch/torch-engine';

/** The Python with PyTorch that the suite provides. */
const python = process.env['DISTILLERY_TORCH_PYTHON'] ?? 'python3';

/** The command of our package in it. */
export const program = {
  command: python,
  args: ['-m', 'distillery', 'train'],
  env: { PYTHONPATH: path.resolve('python'), PYTHONDONTWRITEBYTECODE: '1' },
};

/** Starts PyTorch, which takes seconds: once for many trainings. */
export function startTorch(): Promise<StartedWorker> {
  return PythonWorker.start(program, 'RUN');
}

/** Starts the same PyTorch with another layout of images, and so with another order of its sums. */
export function startOtherLayout(): Promise<StartedWorker> {
  return PythonWorker.start({ ...program, args: [path.resolve('test/torch/code/other_layout.py')] }, 'RUN');
}

/** The variable by which a trainer is given that command. */
export const environment = { [pythonProgramName]: JSON.stringify(program) };
