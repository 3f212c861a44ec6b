// A suite that fails half-way may leave runs behind, which outlive the window by design; none may outlive the tests.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const limitMs = 10_000;

/** Ends the runs of a workspace that are still alive, by the process ids that they wrote, and waits until they are gone. */
export async function endLeftoverRuns(workspace) {
  const runs = path.join(workspace, '.distillery', 'runs');
  const folders = existsSync(runs) ? readdirSync(runs).map((name) => path.join(runs, name)) : [];
  const left = folders
    .filter((folder) => existsSync(path.join(folder, 'owner.json')))
    .map((folder) => ({ owner: JSON.parse(readFileSync(path.join(folder, 'owner.json'), 'utf8')) }))
    .filter(({ owner }) => signal(owner.pid, 0));
  for (const { owner } of left) signal(owner.trainerPid, 'SIGTERM');
  const deadline = Date.now() + limitMs;
  while (left.some(({ owner }) => signal(owner.pid, 0)) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return left.length;
}

function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
