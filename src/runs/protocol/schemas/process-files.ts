import * as z from 'zod/mini';
import { counted, fields, optional, text, time, whole } from '../fields';

const machine = {
  bootId: text('Boot of the machine, as the system names it; empty where it does not'),
  namespace: text('Namespace of process ids, as the system names it; empty where it does not'),
  host: text('Name of the machine'),
};

export const ownerSchema = fields(
  {
    ...machine,
    pid: whole('Process id of the supervisor, or of whoever stands in for it'),
    startTime: text("When that process started, in the platform's own notation: a process id alone is reused"),
    trainerPid: whole('Process id of the trainer, the leader of its process group; 0 while the run waits in the queue'),
    trainerStartTime: text('The same for the trainer; empty while the run waits'),
    token: text('Random name of this attempt: a request that names another token is stale'),
    attempt: counted('Number of the start of the run, from 1'),
    folderId: text('Inode of the run folder: a copy of the folder has another one, and its run is not ours'),
  },
  'The processes of the newest attempt',
);

export const exitSchema = fields(
  {
    code: z.union([z.int(), z.null()]).check(z.describe('Exit code; null where a signal ended it')),
    signal: z
      .union([z.string(), z.null()])
      .check(z.describe('Signal that ended the process, such as SIGKILL; else null')),
    reason: optional(text('Why the process could not be started')),
    isCancelled: optional(z.boolean().check(z.describe('Whether it was stopped while it waited in the queue'))),
    attempt: optional(
      counted('Attempt that ended so; an exit of an earlier attempt than the owner counts for nothing'),
    ),
    at: optional(time('When the process ended')),
  },
  "The ending of the trainer's process",
);

export const stopStepSchema = fields(
  {
    attempt: counted('Attempt that is ended'),
    step: z
      .enum(['asked', 'terminated', 'killed'])
      .check(z.describe('Asked by a request, told to terminate (SIGTERM), or killed with its process tree')),
  },
  'Progress of the ending of an attempt',
);

export const queueEntrySchema = fields(
  {
    ...ownerSchema.shape,
    ticket: optional(counted('Number in the queue; absent while it is drawn')),
    isRunning: optional(z.boolean().check(z.describe('Whether the run may go: it keeps its entry until it has ended'))),
  },
  'A run in the queue, written by its supervisor',
);

export const trainingSlotSchema = fields(
  {
    ...machine,
    pid: whole('Process id of the trainer'),
    startTime: text("When that process started, in the platform's own notation"),
    ticket: optional(counted('Number in the order of training; absent while it is drawn')),
  },
  'A run that trains a teacher which others need too, or waits until it may; the name begins with the key of the teacher',
);

/** The processes of an attempt: enough to know them again, since a process id alone is reused. */
export type Owner = Readonly<z.infer<typeof ownerSchema>>;
/** The boot and process namespace of a machine; empty strings where the platform has no such thing. */
export type Machine = Readonly<z.infer<z.ZodMiniObject<typeof machine>>>;
/** Entry of a run in the queue of its workspace. */
export type QueueFile = Readonly<z.infer<typeof queueEntrySchema>>;
/** Entry of a run that trains a teacher, or waits until it may. */
export type TrainingSlotFile = Readonly<z.infer<typeof trainingSlotSchema>>;
export type Exit = Readonly<z.infer<typeof exitSchema>>;
/** Progress of the ending of an attempt: asked for a checkpoint, told to terminate, killed. */
export type StopProgress = Readonly<z.infer<typeof stopStepSchema>>;
export type StopStep = StopProgress['step'];
