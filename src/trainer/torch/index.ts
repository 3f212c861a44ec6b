export { openPythonModel } from './open-model';
export { machinesOfRun } from './rendezvous';
export { TorchSession } from './session';
export { TorchEngine } from './torch-engine';
