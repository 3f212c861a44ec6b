import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { minPython, type InterpreterFacts } from './interpreter';
import { probeProgram } from './probe-program';

/** Result of a probe: facts, or the rest of a sentence about the executable, such as `prints no version`. */
export type Probed = { readonly facts: InterpreterFacts } | { readonly fault: string };

export interface ProbeOptions {
  /** Imports PyTorch for its devices, which takes seconds. */
  readonly withDevices?: boolean;
  /** Working folder, by which a shim may choose among versions; that of the config. */
  readonly cwd?: string;
  readonly timeoutMs?: number;
}

/** Time in ms that an interpreter has to tell its facts: PyTorch on a slow disk takes half of it. */
const defaultTimeoutMs = 60_000;
const maxOutputBytes = 64 << 10;
/** Probes that are remembered. */
const maxKept = 100;

interface Kept {
  readonly stamp: string;
  readonly withDevices: boolean;
  readonly probed: Probed;
  /** Folders of packages: a package that comes or goes changes the time of one of them. */
  readonly folders: readonly string[];
}

const kept = new Map<string, Kept>();

/**
 * Asks an interpreter for its version, PyTorch and devices by one short child, isolated from the user's start-up files and
 * bounded in time and output. What was found is kept by path and times of change: those of the executable and of its
 * folders of packages.
 */
export async function probeInterpreter(executable: string, options: ProbeOptions = {}): Promise<Probed> {
  const { withDevices = false, timeoutMs = defaultTimeoutMs, cwd } = options;
  const key = JSON.stringify([executable, cwd]);
  const before = kept.get(key);
  if (before?.stamp === stampOf([executable, ...(before?.folders ?? [])]) && (before.withDevices || !withDevices)) {
    return before.probed;
  }
  const answer = await ask(executable, { withDevices, timeoutMs, cwd });
  const { probed, folders } = readAnswer(answer);
  if (!answer.isTimeout) {
    kept.delete(key);
    kept.set(key, { stamp: stampOf([executable, ...folders]), withDevices, probed, folders });
    const [oldest] = kept.keys();
    if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
  }
  return probed;
}

/** Facts of an interpreter and its folders of packages, by what it printed: any program may stand in its place. */
export function readAnswer(answer: Answer): { readonly probed: Probed; readonly folders: readonly string[] } {
  const told = readOutput(answer.output);
  const folders = Array.isArray(told['folders']) ? told['folders'].filter((one) => typeof one === 'string') : [];
  return { probed: probedOf(told, answer), folders };
}

function stampOf(files: readonly string[]): string {
  return files.map((file) => timeOf(file) ?? '').join(' ');
}

/** Time of a file's change; undefined where it cannot be looked at. */
function timeOf(file: string): number | undefined {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
}

function probedOf(told: Record<string, unknown>, { output, errors, isTimeout }: Answer): Probed {
  const text = (key: string): string | undefined => {
    const value = told[key];
    return typeof value === 'string' && value !== '' ? value.slice(0, 1000) : undefined;
  };
  const version = text('version');
  if (version === undefined) return { fault: isTimeout ? 'does not answer' : describeNoPython(errors + output) };
  const [torch, torchFault, otherDistillery] = [text('torch'), text('torchFault'), text('distillery')];
  const optuna = text('optuna');
  const devices = told['devices'];
  return {
    facts: {
      version,
      executable: text('executable') ?? '',
      ...(torch !== undefined && { torch }),
      ...(torchFault !== undefined && { torchFault }),
      ...(optuna !== undefined && { optuna }),
      ...(otherDistillery !== undefined && { otherDistillery }),
      ...(Array.isArray(devices) && { devices: devices.filter((one) => typeof one === 'string') }),
    },
  };
}

function describeNoPython(output: string): string {
  // Python 2 knows no isolation and says so before anything else.
  if (output.includes('Unknown option: -I'))
    return `is older than Python 3.4, and ${minPython.join('.')} or newer is needed`;
  const line = output.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
  return line === '' ? 'is no Python: it printed nothing' : `is no Python: it printed '${line}'`;
}

/** The objects that the lines of the output are, joined; what is no object is passed over. */
function readOutput(output: string): Record<string, unknown> {
  const told: Record<string, unknown> = {};
  // One by one: a call takes a hundred thousand arguments at most.
  for (const line of output.split('\n')) Object.assign(told, parseObject(line));
  return told;
}

function parseObject(line: string): object {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

interface Answer {
  readonly output: string;
  readonly errors: string;
  readonly isTimeout: boolean;
}

interface Question {
  readonly withDevices: boolean;
  readonly timeoutMs: number;
  readonly cwd: string | undefined;
}

/** Runs the probe; resolves with what was printed until its end, its limit or its time was reached. */
function ask(executable: string, { withDevices, timeoutMs, cwd }: Question): Promise<Answer> {
  return new Promise((resolve) => {
    // A group of its own, so that a shim's child ends with it.
    const detached = process.platform !== 'win32';
    const words = ['-I', '-B', '-c', probeProgram, ...(withDevices ? ['devices'] : [])];
    const child = spawn(executable, words, {
      ...{ detached, windowsHide: true, stdio: ['ignore', 'pipe', 'pipe'] },
      ...(cwd !== undefined && { cwd }),
    });
    const [output, errors] = [new BoundedText(), new BoundedText()];
    const finish = (isTimeout: boolean): void => {
      clearTimeout(timer);
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      resolve({ output: output.text, errors: errors.text, isTimeout });
    };
    const timer = setTimeout(() => {
      endGroup(child.pid, detached);
      finish(true);
    }, timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => output.add(chunk) || endGroup(child.pid, detached));
    child.stderr.on('data', (chunk: Buffer) => errors.add(chunk) || endGroup(child.pid, detached));
    child.once('error', (error) => {
      errors.add(Buffer.from(error.message));
      finish(false);
    });
    child.once('close', () => finish(false));
  });
}

/** Output of a child up to its limit. */
class BoundedText {
  private readonly chunks: Buffer[] = [];
  private length = 0;

  /** Adds a piece; false where the limit is passed. */
  add(chunk: Buffer): boolean {
    this.length += chunk.byteLength;
    if (this.length > maxOutputBytes) return false;
    this.chunks.push(chunk);
    return true;
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}

function endGroup(pid: number | undefined, isGroup: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(isGroup ? -pid : pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
