import type { ResolvedConfig } from '../../config';
import type { TransferSet } from '../../data';
import type { ObjectiveSettings } from '../../distillation';
import type { Phase, SplitName, TeacherAgreement } from '../../runs';
import type { KeptAnswers } from '../evaluation';
import type { Network } from '../networks/network';
import type { StepSettings } from '../step/prepare-step';
import type { TeacherSource } from '../step/teacher-source';

/** A network to train, its examples and its objective. */
export interface TrainingOptions {
  readonly phase: Phase;
  /** Name of one of several teachers. */
  readonly teacher?: string | undefined;
  readonly network: Network;
  readonly train: StepSettings['train'] & Pick<ResolvedConfig['train'], 'keep' | 'earlyStop'>;
  readonly seed: number;
  /** The training examples that are learnt from. */
  readonly examples: TransferSet;
  readonly objective: ObjectiveSettings;
  /** A source of logits for each teacher of the objective. */
  readonly teachers: readonly TeacherSource[];
  /** Identity of the training in its checkpoints: one of another identity is never taken. */
  readonly identity: string;
  /** Folder of the checkpoints. */
  readonly folder: string;
  /** Makes the folder's parent where it may be missing: a cache may be cleared while a teacher trains. */
  readonly makeParent?: () => void;
  /** Figures beside accuracy from logits [count, classes]. */
  readonly compare?: (logits: Float32Array, split: SplitName) => Partial<TeacherAgreement>;
  /** Keeps a student's logits for the panel. */
  readonly answers?: KeptAnswers;
}
