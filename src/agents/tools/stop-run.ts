import * as z from 'zod';
import { cancelRun } from '../../launchers';
import { isStoppable } from '../../runs';
import { AgentFault, defineTool } from '../agent-tool';
import { describeRunInFull } from '../describe-run';
import { findRun, runField } from '../find-run';
import { waitForEnd } from './follow-run';

/** Time in ms that a stop waits for the checkpoint and the end. */
const waitMs = 30_000;

export const stopRunTool = defineTool({
  name: 'stop_run',
  title: 'Stop Run',
  description:
    'Asks a queued or running run, after the person has agreed, to write a checkpoint and end; it can be resumed from there.',
  input: z.object({ run: runField }),
  question: ({ run }) => describeStop(run),
  async perform({ run: name }, host, signal) {
    // Stopping executes nothing of the workspace's, but it acts: a host that may not act refuses here.
    host.launchSettings();
    const found = await findRun(host, name);
    const { id, status } = found.run;
    if (!isStoppable(found.run)) throw new AgentFault(`${id} is ${status}, so there is nothing to stop`);
    if (!(await host.confirm(describeStop(id)))) return { stopped: false, reason: 'the person declined' };
    await cancelRun(found.run, { when: 'after a checkpoint' });
    return describeRunInFull(await waitForEnd(host, found, waitMs, signal));
  },
});

const describeStop = (run: string): string => `Stop ${run}? It writes a checkpoint first and can be resumed.`;
