import { config } from './workspace';

/** The Python with PyTorch that the suite provides. */
export const python = process.env['DISTILLERY_TORCH_PYTHON'] ?? 'python3';

/** A config of some seconds that PyTorch trains in several processes. */
export function torchConfig(name: string, processes = 2): string {
  const training = `{ epochs: 3, batchSize: 64, engine: torch, device: cpu, threads: 1, processes: ${processes} }`;
  return config(name, 3).replace(/^train: .*$/m, `train: ${training}`);
}
