import * as z from 'zod/mini';
import { counted, fields, optional, text, time } from '../fields';

export const jobSchema = fields(
  {
    launcher: text('Where it was submitted: `slurm`, `ray` or `command`'),
    profile: text("Name of the profile in the user's settings"),
    id: text('The name that the cluster gave it; empty where it gave none, or has not answered'),
    name: text('The name that it was submitted under, by which a job of the same id that is another is told'),
    attempt: counted('Attempt of the run that it is to begin'),
    restarts: optional(counted('Times that the cluster had started it again when that attempt began')),
    folderId: text('Inode of the run folder: a copy of the folder has another one, and its job is not ours'),
    host: text('Name of the machine that submitted it'),
    submittedAt: time('When it was submitted'),
  },
  'The newest submission of the run to a cluster. A run that is started on its own machine has none',
);

export const jobStateSchema = fields(
  {
    id: text('The `id` of `job.json` that it tells of; of another one it counts for nothing'),
    kind: z
      .enum(['queued', 'running', 'ended', 'unreachable'])
      .check(z.describe('`unreachable`: the cluster did not answer, and all else is unknown')),
    reason: optional(text('Why it waits, or why it ended, in words')),
    node: optional(text('Where it runs, or ran last')),
    endsAt: optional(time('When the cluster ends it, by the clock of the machine that looked')),
    outcome: optional(
      z
        .enum(['finished', 'failed', 'cancelled'])
        .check(z.describe('How it ended by the word of the cluster; the log and `exit.json` count before it')),
    ),
    restarts: optional(counted('Times that the cluster has started it again')),
    at: time('When it was looked at'),
  },
  'The last word of the cluster about the job, written by whoever looked',
);

/** The newest submission of a run to a cluster. */
export type Job = Readonly<z.infer<typeof jobSchema>>;
/** The last word of the cluster about a job. */
export type JobState = Readonly<z.infer<typeof jobStateSchema>>;
