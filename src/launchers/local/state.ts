import { isSameProcess, isSuspended, ownerState, readOwner, type Owner } from '../../runs';
import type { LaunchState } from '../launcher';

/** The processes of a run on this machine; `ended` when it was never started. */
export function stateOf(runFolder: string): LaunchState {
  const owner = readOwner(runFolder);
  if (owner === undefined) return { kind: 'ended' };
  switch (ownerState(owner, runFolder)) {
    case 'alive':
      return suspensionOf(owner) ?? { kind: owner.trainerPid === 0 ? 'queued' : 'running' };
    case 'dead':
      return { kind: 'ended' };
    case 'elsewhere':
      return { kind: 'unreachable', reason: `runs elsewhere, on ${owner.host}` };
    case 'foreign':
      return { kind: 'unreachable', reason: `is a copy of a run of ${owner.host}` };
  }
}

/** Whether the trainer of this owner is alive; false while the run is queued. */
export function hasTrainer({ trainerPid, trainerStartTime }: Owner): boolean {
  return isSameProcess(trainerPid, trainerStartTime);
}

/** State of an owner's supervisor; `suspended` by SIGSTOP. */
export function supervisorOf({ pid, startTime }: Owner): 'alive' | 'suspended' | 'gone' {
  if (!isSameProcess(pid, startTime)) return 'gone';
  return isSuspended(pid) ? 'suspended' : 'alive';
}

function suspensionOf(owner: Owner): LaunchState | undefined {
  if (supervisorOf(owner) === 'suspended') return { kind: 'suspended', reason: describeSuspended(owner) };
  if (!hasTrainer(owner) || !isSuspended(owner.trainerPid)) return undefined;
  const command = `kill -CONT ${owner.trainerPid}`;
  return { kind: 'suspended', reason: `is held up: its trainer is suspended. '${command}' lets it go on` };
}

/** A clause that names the suspended supervisor and the command that continues it. */
export function describeSuspended(owner: Owner): string {
  const isOver = owner.trainerPid !== 0 && !hasTrainer(owner);
  const process = `its supervisor, process ${owner.pid}, is suspended`;
  const held = isOver ? `has ended, but ${process}` : `is held up: ${process}`;
  return `${held}. 'kill -CONT ${owner.pid}' lets it go on`;
}
