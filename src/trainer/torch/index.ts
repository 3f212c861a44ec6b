export { TorchSession } from './session';
export { TorchEngine } from './torch-engine';
