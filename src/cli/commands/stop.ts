import { cancelRun } from '../launchers';
import { isActiveStatus, type RunSummary } from '../runs';
import { followRun } from './run-command';

/**
 * Stops a run and waits until it has ended, saying each step that it takes. A run elsewhere is asked, and not waited for.
 * Gives the exit code: 1 when there was nothing to stop.
 */
export async function stopCommand(run: RunSummary, how: 'now' | 'with a checkpoint'): Promise<number> {
  const { id, folder, status, elsewhere } = run;
  if (!isActiveStatus(status) && status !== 'lost') {
    console.error(`${id} is ${status}, so there is nothing to stop`);
    return 1;
  }
  // The supervisor of a lost run is gone, but its trainer's children may still be at work.
  const askForMs = status === 'lost' ? 2_000 : 30_000;
  const when = how === 'now' ? how : 'after a checkpoint';
  if ((await cancelRun(run, { when, askForMs })) === 'nothing left' && status === 'lost') {
    console.log(`${id} is lost and nothing of it is left to stop`);
    return 1;
  }
  if (elsewhere !== undefined) {
    console.log(`${id} runs elsewhere, on ${elsewhere}; it is asked to stop there`);
    return 0;
  }
  const { status: now } = await followRun(folder);
  console.log(`${id} is ${now}`);
  return 0;
}
