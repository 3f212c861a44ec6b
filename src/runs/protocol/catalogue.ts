import type * as z from 'zod/mini';
import { evaluationIndexSchema } from './schemas/evaluations';
import { eventSchemas } from './schemas/events';
import { jobSchema, jobStateSchema } from './schemas/job-files';
import { manifestSchema } from './schemas/manifest';
import { marksSchema } from './schemas/marks';
import { heartbeatSchema, stopRequestSchema } from './schemas/plain-files';
import { studentSchema } from './schemas/student';
import { sweepChangeSchema } from './schemas/sweep-change';
import { exitSchema, ownerSchema, queueEntrySchema, stopStepSchema, trainingSlotSchema } from './schemas/process-files';

/** The schema of a file, or of one line of the log. */
export interface ProtocolEntry {
  readonly schema: z.core.$ZodType;
  /** Path in the run folder. */
  readonly file: string;
  /** Raised when a reader of the version before would misread the file. */
  readonly version: number;
  /** Whether the file is one text in place of JSON. */
  readonly isText?: true;
}

/** Schemas of the run protocol, by the names of their JSON Schema files; an event's is `event-TYPE`. */
export const protocolCatalogue: Readonly<Record<string, ProtocolEntry>> = {
  manifest: { schema: manifestSchema, file: 'run.json', version: 1 },
  ...Object.fromEntries(
    Object.entries(eventSchemas).map(([type, schema]) => [
      `event-${type}`,
      { schema, file: 'events.jsonl', version: 1 },
    ]),
  ),
  evaluations: { schema: evaluationIndexSchema, file: 'evaluations/index.json', version: 1 },
  student: { schema: studentSchema, file: 'student/student.json', version: 1 },
  marks: { schema: marksSchema, file: 'marks.json', version: 1 },
  'sweep-change': { schema: sweepChangeSchema, file: 'changes/N.json', version: 1 },
  owner: { schema: ownerSchema, file: 'owner.json', version: 1 },
  exit: { schema: exitSchema, file: 'exit.json', version: 1 },
  stopping: { schema: stopStepSchema, file: 'stopping.json', version: 1 },
  job: { schema: jobSchema, file: 'job.json', version: 1 },
  'job-state': { schema: jobStateSchema, file: 'job-state.json', version: 1 },
  'queue-entry': { schema: queueEntrySchema, file: '../../queue/ID.json', version: 1 },
  'training-slot': { schema: trainingSlotSchema, file: '../../queue/teachers/KEY.ID.json', version: 1 },
  heartbeat: { schema: heartbeatSchema, file: 'heartbeat', version: 1, isText: true },
  'stop-request': { schema: stopRequestSchema, file: 'requests/stop', version: 1, isText: true },
};
