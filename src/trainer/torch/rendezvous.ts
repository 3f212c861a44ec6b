import { randomUUID } from 'node:crypto';
import type { PythonProgram } from './python-worker';

/** The machines and processes of one training on PyTorch, and the place where they find one another. */
export interface Rendezvous {
  /** Machines; each starts the same number of processes. */
  readonly nodes: number;
  /** Processes of each machine. */
  readonly processes: number;
  /** `host:port` of a machine that all others reach; port 0 where there is one machine. */
  readonly endpoint: string;
  /** The same name on all machines, and another one for each attempt of a run. */
  readonly run: string;
  /** Whether the trainer is on this machine; absent: it is. */
  readonly leads?: boolean;
  /** Seconds in which all machines have to come; absent: 100. */
  readonly wait?: number;
}

/** Variable by which the processes of a machine know their rendezvous, as JSON. Whoever starts several machines sets it on each. */
export const rendezvousName = 'DISTILLERY_RENDEZVOUS';

/** The program with a rendezvous on this machine where it is to have several processes; a launcher's own is kept. */
export function withRendezvous(program: PythonProgram, processes: number): PythonProgram {
  if ((process.env[rendezvousName] ?? '') !== '' || processes === 1) return program;
  const rendezvous: Rendezvous = { nodes: 1, processes, endpoint: '127.0.0.1:0', run: randomUUID() };
  return { ...program, env: { ...program.env, [rendezvousName]: JSON.stringify(rendezvous) } };
}
