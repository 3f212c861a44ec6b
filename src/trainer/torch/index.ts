export { openPythonModel } from './open-model';
export { openOwnDataSets } from './own-data-sets';
export { machinesOfRun } from './rendezvous';
export { TorchSession } from './session';
export { TorchEngine } from './torch-engine';
