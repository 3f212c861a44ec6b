import { totalmem } from 'node:os';

/** Limits of the machine that a config is checked for. */
export interface Machine {
  readonly memoryBytes: number;
}

/** The machine that this process runs on, within the limit of its container. */
export const thisMachine: Machine = { memoryBytes: Math.min(totalmem(), process.constrainedMemory() || Infinity) };
