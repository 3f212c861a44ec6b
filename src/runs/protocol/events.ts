/** What a trainer says of a run, one JSON object a line in `events.jsonl`. Readers keep and ignore unknown types and fields. */
export type RunEvent =
  | StartedEvent
  | StepEvent
  | EvaluationEvent
  | CheckpointEvent
  | NoticeEvent
  | FinishedEvent
  | StoppedEvent
  | FailedEvent;

interface Stamped {
  /** Counts the lines of the log from 1. */
  readonly seq: number;
  /** Which start of this run wrote the line, from 1. */
  readonly attempt: number;
  /** Milliseconds since the epoch. Order comes from `seq`, never from the clock. */
  readonly at: number;
}

/** `phase` tells the training of the teacher from that of the student. Curves show the student. */
export type Phase = 'teacher' | 'student';

export interface StartedEvent extends Stamped {
  readonly type: 'started';
  readonly engine: string;
  readonly engineVersion: string;
  readonly threads: number;
  readonly steps: number;
  readonly epochs: number;
  readonly node: string;
}
/** The mean and the range of a temperature over the samples of a step. */
export interface TemperatureSpread {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** Samples whose temperature bounds held back. */
  readonly guarded: number;
}

/** What a step says of its objective beside the loss. */
export interface Observation {
  /** The mean over samples and teachers; 1 where there is no teacher. */
  readonly temperature: number;
  /** Where the samples of the step differ. */
  readonly temperatureMin?: number;
  readonly temperatureMax?: number;
  /** The student's mean where it differs from the teacher's. */
  readonly studentTemperature?: number;
  /** Samples whose temperature bounds held back. */
  readonly guarded?: number;
  /** Logits that were cut. */
  readonly clipped?: number;
  /** KL(teacher ‖ student) at T = 1, comparable across temperatures. */
  readonly klAtOne?: number;
  /** The mean entropy of the softened teacher, in nats. */
  readonly teacherEntropy?: number;
  /** The temperatures of several teachers, by name. */
  readonly temperatures?: Readonly<Record<string, TemperatureSpread>>;
}

/** What one step measured. */
export interface StepResult extends Observation {
  readonly step: number;
  readonly epoch: number;
  /** hardWeight·hard + softWeight·soft, as minimised. */
  readonly loss: number;
  readonly hard: number;
  /** Unweighted, T² included when the config says so. */
  readonly soft: number;
  /** hard and soft times their weights at this step: what the loss is the sum of. */
  readonly weightedHard: number;
  readonly weightedSoft: number;
  readonly learningRate: number;
  readonly imagesPerSecond: number;
}

export interface StepEvent extends Stamped, StepResult {
  readonly type: 'step';
  readonly phase: Phase;
  /** Which of several teachers. */
  readonly teacher?: string;
}
/** What a network reaches on a split. */
export interface Evaluation {
  readonly accuracy: number;
  readonly errors: number;
  readonly count: number;
  /** The mean negative log-likelihood of the labels, in nats. */
  readonly crossEntropy: number;
  /** Expected calibration error over 15 bins. */
  readonly calibrationError: number;
  /** Examples of each class and how many of them were taken for another. */
  readonly classCounts: readonly number[];
  readonly classErrors: readonly number[];
  /** Over the thirds of the classes by their training examples, where these are long-tailed. */
  readonly headAccuracy?: number;
  readonly middleAccuracy?: number;
  readonly tailAccuracy?: number;
}

/** How a student stands to what its teachers say together. */
export interface Comparison {
  /** The share of examples on which both choose the same class. */
  readonly agreement: number;
  /** The same, where the teacher is wrong; absent where it never is. */
  readonly agreementOnErrors?: number;
  /** KL(teacher ‖ student) at T = 1, in nats. */
  readonly klAtOne: number;
}

export interface EvaluationEvent extends Stamped, Evaluation, Partial<Comparison> {
  readonly type: 'evaluation';
  readonly phase: Phase;
  /** Which of several teachers. */
  readonly teacher?: string;
  readonly split: 'validation' | 'test';
  readonly step: number;
  readonly epoch: number;
  /** The test's result before output biases were corrected. */
  readonly uncorrected?: { readonly errors: number; readonly classErrors: readonly number[]; readonly shift: number };
}
export interface CheckpointEvent extends Stamped {
  readonly type: 'checkpoint';
  readonly step: number;
  readonly epoch: number;
  readonly file: string;
  readonly best: boolean;
}
export interface NoticeEvent extends Stamped {
  readonly type: 'notice';
  readonly message: string;
}
export interface FinishedEvent extends Stamped {
  readonly type: 'finished';
  readonly step: number;
  readonly bestEpoch: number;
  readonly accuracy: number;
  readonly errors: number;
  readonly teacherErrors?: number;
  readonly seconds: number;
}
export interface StoppedEvent extends Stamped {
  readonly type: 'stopped';
  readonly step: number;
  readonly epoch: number;
}
export interface FailedEvent extends Stamped {
  readonly type: 'failed';
  readonly message: string;
  readonly hint?: string;
  readonly where?: string;
}

type Unstamped<Event> = Event extends RunEvent ? Omit<Event, keyof Stamped> : never;
/** An event before the log has numbered it. */
export type NewEvent = Unstamped<RunEvent>;

export type RunStatus = 'queued' | 'running' | 'stopping' | 'stopped' | 'finished' | 'failed' | 'lost' | 'broken';
