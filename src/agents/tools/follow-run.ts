import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { isActiveStatus, type RunSummary } from '../../runs';
import { defineTool, type AgentHost } from '../agent-tool';
import { describeRunInFull } from '../describe-run';
import { findRun, runField, type FoundRun } from '../find-run';

const pollMs = 250;

export const followRunTool = defineTool({
  name: 'follow_run',
  title: 'Follow Run',
  description:
    'Status, progress and results of one run. With seconds it waits until the run has ended, but no longer than that: call it again while the status is queued, running or stopping.',
  input: z.object({
    run: runField,
    seconds: z.number().min(0).max(300).default(0).describe('Seconds to wait for the end at most; 0 looks once.'),
  }),
  async perform({ run: name, seconds }, host, signal) {
    const found = await findRun(host, name);
    return describeRunInFull(await waitForEnd(host, found, 1000 * seconds, signal));
  },
});

/** The run as it stands at its end, or after a time in ms, or once the signal aborts. */
export async function waitForEnd(
  host: AgentHost,
  { run, workspace }: FoundRun,
  ms: number,
  signal: AbortSignal,
): Promise<RunSummary> {
  const until = performance.now() + ms;
  let now = run;
  while (isActiveStatus(now.status) && performance.now() < until && !signal.aborted) {
    await wait(Math.min(pollMs, Math.max(until - performance.now(), 0)));
    now = await host.catalogueOf(workspace).summarize(run.folder);
  }
  return now;
}
