export { openPythonModel } from './open-model';
export { TorchSession } from './session';
export { TorchEngine } from './torch-engine';
