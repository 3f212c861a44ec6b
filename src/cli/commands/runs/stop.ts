import { setTimeout as wait } from 'node:timers/promises';
import { Option } from 'commander';
import { cancelRun, launchStateOf } from '../../../launchers';
import { isActiveStatus, summarizeRun, whyBroken } from '../../../runs';
import type { CommandDefinition } from '../../command';
import { followRun } from '../../follow';
import { place } from '../../options';
import { printMessage, printSentence } from '../../output';
import { readProfiles } from '../../profiles';
import { findCurrentRun, findWorkspace } from '../../workspace';

/** Time a trainer whose supervisor is gone gets to answer, in ms: its children may still be at work. */
const lostAskForMs = 2_000;
const askForMs = 30_000;
const pollMs = 100;

/** Waits until the run has ended. A run elsewhere is asked, and not waited for. Exit code 1 where nothing was to stop. */
export const stop: CommandDefinition = {
  name: 'stop',
  args: '<run>',
  summary: 'let a run write a checkpoint and end, and wait for it',
  options: [new Option('--now', 'end its processes at once; it keeps the checkpoint before'), ...place],
  async perform([name], options) {
    const run = await findCurrentRun(findWorkspace(options), name);
    const { id, folder, status, elsewhere } = run;
    const profiles = readProfiles();
    const limits = { when: options.now === true ? 'now' : 'after a checkpoint', askForMs, profiles } as const;
    if (run.isAtWork === true) {
      await cancelRun(run, limits);
      // Its supervisor sees to it that it ends: asked, terminated, killed.
      while ((await summarizeRun(folder)).isAtWork === true) await wait(pollMs);
      printSentence(`${id} has ended; it is broken all the same: ${whyBroken(run)}`);
      return 0;
    }
    const isSuspended = status !== 'broken' && (await launchStateOf(run)).kind === 'suspended';
    if (!isActiveStatus(status) && status !== 'lost' && !isSuspended) {
      printMessage(`${id} is ${status}, so there is nothing to stop`);
      return 1;
    }
    const limit = status === 'lost' ? lostAskForMs : askForMs;
    if ((await cancelRun(run, { ...limits, askForMs: limit })) === 'nothing left' && status === 'lost') {
      printSentence(`${id} is lost and nothing of it is left to stop`);
      return 1;
    }
    if (elsewhere !== undefined) {
      printSentence(`${id} runs elsewhere, on ${elsewhere}; it is asked to stop there`);
      return 0;
    }
    printSentence(`${id} is ${(await followRun(folder)).status}`);
    return 0;
  },
};
