import type { ResolvedConfig } from '../config';
import { createEngine, type EngineChoice } from '../engine';
import type { Context } from './context/context';
import { machinesOfRun, TorchEngine } from './torch';

/** Starts the engine that the config asks for; the log says why a faster one was not taken. */
export async function startEngine(
  { runFolder, events }: Pick<Context, 'runFolder' | 'events'>,
  settings: ResolvedConfig['train'],
  without: EngineChoice['rejected'],
): Promise<EngineChoice> {
  const { engine: wanted, threads } = settings;
  const choice = await createEngine({ preferred: wanted === 'torch' ? 'auto' : wanted, threads, without });
  for (const { name, reason } of choice.rejected) {
    events.write({ type: 'notice', message: `the engine '${name}' was not taken: ${reason}` });
  }
  if (wanted !== 'torch') return choice;
  const engine = await TorchEngine.start(choice.engine, settings, runFolder);
  const { torch, python, devices } = engine.facts;
  const { device = 'auto', processes = 1 } = settings;
  const kind = device === 'auto' ? (devices[0] ?? 'cpu') : device;
  const message = `PyTorch ${torch} of Python ${python} computes on ${kind}${describeProcesses(processes)}`;
  events.write({ type: 'notice', message });
  return { engine, rejected: [] };
}

function describeProcesses(processes: number): string {
  const machines = machinesOfRun();
  if (processes === 1) return '';
  return `, in ${processes} processes${machines === 1 ? '' : ` on ${machines} machines`}`;
}
