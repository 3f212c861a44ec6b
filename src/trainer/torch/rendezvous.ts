import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { TrainingFailure } from '../context/failure';
import type { PythonProgram } from './python-program';

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

/** Variable by which the processes of a machine know their rendezvous, as JSON. */
export const rendezvousName = 'DISTILLERY_RENDEZVOUS';

/** The machines of a run, as its launcher hands them over. */
export interface Machines {
  /** Machines of the run, the trainer's among them. */
  readonly count: number;
  /**
   * Words in front of a command that start it once on each of the other machines, and end when it has ended there; `{python}` stands
   * for the Python of the run.
   */
  readonly start: readonly string[];
  /** Seconds in which all machines have to come; absent: 100. */
  readonly wait?: number;
}

/** Variable by which a launcher names the machines of a run, as JSON; absent or empty where there is one. */
export const machinesName = 'DISTILLERY_MACHINES';

/** Variable of a person's with the seconds in which all machines have to come, where they read PyTorch from a slow disk. */
const waitName = 'DISTILLERY_WAIT_FOR_MACHINES';

/** The programs that compute for one training. */
export interface TrainingPrograms {
  /** The program of this machine. */
  readonly own: PythonProgram;
  /** The program that starts those of the other machines; absent where there is one machine. */
  readonly others?: PythonProgram;
}

/**
 * The programs of a training of several processes, which find one another at this machine: at the address that MASTER_ADDR names, else
 * at its host name, and at the port of MASTER_PORT, else at a free one. Throws a TrainingFailure where that port is in use, and where
 * the machines cannot share the processes alike.
 */
export async function arrangeProcesses(
  program: PythonProgram,
  processes: number,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<TrainingPrograms> {
  const { count, start, wait } = readMachines(environment);
  if (processes % count !== 0) {
    throw new TrainingFailure(
      `${processes === 1 ? 'one process' : `${processes} processes`} cannot be shared alike by ${count} machines`,
      `set train.processes to ${count} or a multiple of it`,
    );
  }
  if (processes === 1) return { own: aloneProgram(program) };
  const rendezvous: Rendezvous = {
    ...{ nodes: count, processes: processes / count, run: randomUUID() },
    endpoint: count === 1 ? '127.0.0.1:0' : await chooseEndpoint(environment),
    ...(wait !== undefined && { wait }),
  };
  const own = withVariable(program, JSON.stringify(rendezvous));
  if (count === 1) return { own };
  const [command = '', ...words] = start.map((word) => (word === '{python}' ? program.command : word));
  const partner = withVariable(program, JSON.stringify({ ...rendezvous, leads: false }));
  return { own, others: { ...partner, command, args: [...words, program.command, ...program.args] } };
}

/** The program of a process that belongs to no others: empty in place of absent, so that no rendezvous around this one is taken. */
export function aloneProgram(program: PythonProgram): PythonProgram {
  return withVariable(program, '');
}

/** Number of machines of this run. */
export function machinesOfRun(environment: NodeJS.ProcessEnv = process.env): number {
  return readMachines(environment).count;
}

function readMachines(environment: NodeJS.ProcessEnv): Machines {
  const text = environment[machinesName] ?? '';
  if (text === '') return { count: 1, start: [] };
  const given = environment[waitName] ?? '';
  const wait = /^[1-9]\d{0,4}$/.test(given) ? { wait: Number(given) } : {};
  return { ...wait, ...(JSON.parse(text) as Machines) };
}

function withVariable(program: PythonProgram, text: string): PythonProgram {
  return { ...program, env: { ...program.env, [rendezvousName]: text } };
}

async function chooseEndpoint({
  MASTER_ADDR: address = '',
  MASTER_PORT: named = '',
}: NodeJS.ProcessEnv): Promise<string> {
  return `${address === '' ? hostname() : address}:${await bindOnce(named)}`;
}

/** A port that can be bound on this machine: the named one, else any. Throws a TrainingFailure. */
function bindOnce(named: string): Promise<number> {
  const port = Number(named);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new TrainingFailure(`MASTER_PORT is '${named}', which is no port`, 'name a free one from 1024 to 65535');
  }
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const message = `the port ${named} of this machine, which MASTER_PORT names, cannot be had: ${error.message}`;
      reject(new TrainingFailure(message, 'name another port, or none: then a free one is taken'));
    });
    server.listen(port, () => {
      const bound = server.address();
      server.close(() => resolve(typeof bound === 'object' && bound !== null ? bound.port : port));
    });
  });
}
