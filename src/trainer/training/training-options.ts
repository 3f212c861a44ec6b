import type { ResolvedConfig } from '../../config';
import type { TransferSet } from '../../data';
import type { ObjectiveSettings } from '../../distillation';
import type { Comparison, Evaluation, Phase, SplitName, StudentAnswers } from '../../runs';
import type { FitOptions } from '../loop/fit';
import type { Network } from '../networks/network';
import type { TeacherSource } from '../step/teacher-source';

/** How far a training has come; stored with its checkpoints. */
export interface Progress {
  readonly step: number;
  readonly bestEpoch: number;
  readonly bestAccuracy: number;
  /** Decides between epochs of equal accuracy. */
  readonly bestCrossEntropy: number;
  /** Epochs whose end has been evaluated; one fewer than were trained where the run was ended in between. */
  readonly evaluatedEpochs: number;
  /** Spent in training, over all attempts. */
  readonly seconds: number;
}

/** What a checkpoint says of itself. */
export interface Header extends Progress {
  readonly identity: string;
}

/** What is trained, on what and towards what. */
export interface TrainingOptions {
  readonly phase: Phase;
  /** Which of several teachers is trained. */
  readonly teacher?: string | undefined;
  readonly network: Network;
  readonly train: FitOptions['train'] & Pick<ResolvedConfig['train'], 'keep'>;
  readonly seed: number;
  /** The training examples that are learnt from. */
  readonly examples: TransferSet;
  readonly objective: ObjectiveSettings;
  /** A source of logits for each teacher of the objective. */
  readonly teachers: readonly TeacherSource[];
  /** What the checkpoints belong to: a checkpoint of another identity is never taken. */
  readonly identity: string;
  /** Where the checkpoints are kept. */
  readonly folder: string;
  /** Makes what `folder` lies in, where that may be missing: a cache may be cleared while a teacher trains. */
  readonly makeParent?: () => void;
  /** What an evaluation says beside accuracy; `logits` are [count, classes]. */
  readonly compare?: (logits: Float32Array, split: SplitName) => Partial<Comparison>;
  /** Given the answers on the validation split after each epoch, once it is known whether it is the best so far. */
  readonly onValidated?: (answers: StudentAnswers) => void;
  readonly onCheckpoint?: (name: 'last' | 'best', progress: Progress) => void;
}

/** What the weights answer on a split, [count, classes], and what they reach with it. */
export interface Measured {
  readonly logits: Float32Array;
  readonly result: Evaluation & Partial<Comparison>;
}

/** Where a training without a checkpoint begins. */
export const beginning: Progress = {
  step: 0,
  bestEpoch: 0,
  bestAccuracy: -1,
  bestCrossEntropy: Number.MAX_VALUE,
  evaluatedEpochs: 0,
  seconds: 0,
};
