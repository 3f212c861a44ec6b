import { readOwner } from '../../runs';
import type { Launcher } from '../launcher';
import { cancel } from './cancel';
import { stateOf } from './state';
import { submit } from './submit';

/** Starts runs on this machine, each under a supervisor that outlives the process that started it. */
export const local: Launcher = {
  name: 'local',
  async submit(submission) {
    await submit(submission);
    return { launcher: local.name, folder: submission.folder };
  },
  attach(folder) {
    return readOwner(folder) === undefined ? undefined : { launcher: local.name, folder };
  },
  state: ({ folder }) => Promise.resolve(stateOf(folder)),
  cancel: ({ folder }, options) => cancel(folder, options),
};
