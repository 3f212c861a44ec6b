import * as z from 'zod';
import { formatVerdict, hasTeacher, isComparable, judgeRun, judgeSweep } from '../../comparison';
import { unreadableConfig } from '../../config';
import { whyBroken } from '../../runs';
import { AgentFault, defineTool, type Answer } from '../agent-tool';
import { short } from '../describe-run';
import { findRun, listRuns, runField } from '../find-run';

/** Pairs and points that an answer lists. */
const maxListed = 20;

export const judgeRunTool = defineTool({
  name: 'judge_run',
  title: 'Judge Run',
  description:
    'Whether the teacher helps: a finished run and its repeats, or the points of a sweep, against the same student without a teacher, in one sentence with its pairs. A single pair is no proof.',
  input: z.object({
    run: runField,
    margin: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe('Loss of accuracy, as a share, that counts as none: then no worse than is a verdict too.'),
  }),
  async perform({ run: name, margin }, host) {
    const { run, workspace } = await findRun(host, name);
    if (!isComparable(run)) throw new AgentFault(`${run.id} cannot be compared: ${whyBroken(run)}`);
    const problem = unreadableConfig(run.manifest.config);
    if (problem !== undefined) throw new AgentFault(`${run.id}: ${problem}`);
    const runs = (await listRuns(host)).filter((one) => one.workspace === workspace).map((one) => one.run);
    const within = margin ?? run.manifest.config.verdict?.margin;
    if (run.manifest.kind === 'sweep') return describeSweep(await judgeSweep(run, runs, within));
    if (run.status !== 'finished') throw new AgentFault(`${run.id} is ${run.status}; a verdict needs a finished run`);
    if (!hasTeacher(run)) throw new AgentFault(`${run.id} learnt from labels alone; name a run with a teacher`);
    const verdict = await judgeRun(run, runs, within);
    return {
      verdict: verdict.result.judgement,
      sentence: formatVerdict(verdict),
      pairs: verdict.pairs.slice(0, maxListed).map(({ seed, run: one, control, gain }) => ({
        ...{ seed, run: one.id, control: control.id, gain: short(gain) },
        ...{ errors: one.progress.errors, errorsOfControl: control.progress.errors },
      })),
      withoutControl: verdict.alone.slice(0, maxListed).map(({ id }) => id),
    };
  },
});

function describeSweep({ points, verdict }: Awaited<ReturnType<typeof judgeSweep>>): Answer {
  const shown = [...points].sort((one, other) => (one.meanErrors ?? Infinity) - (other.meanErrors ?? Infinity));
  return {
    ...(verdict !== undefined && { verdict: verdict.result.judgement, sentence: formatVerdict(verdict) }),
    points: shown.slice(0, maxListed).map(({ label, runs, unfinished, meanErrors, deviation, pairs, judged }) => ({
      ...{ point: label, runs: runs.length, unfinished, pairs: pairs.length },
      ...{ meanErrors: short(meanErrors), deviation: short(deviation) },
      ...(judged !== undefined && { verdict: judged.judgement, gain: short(judged.test?.mean) }),
    })),
    ...(points.length > maxListed && { more: points.length - maxListed }),
  };
}
