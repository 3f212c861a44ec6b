import path from 'node:path';
import {
  changedInputs,
  describeChanges,
  readProgress,
  relativesOf,
  summarizeRun,
  type InputChange,
  type RunInputs,
  type RunProgress,
} from '../../runs';
import type { Context } from './context';
import { TrainingFailure } from './failure';

type RecordContext = Pick<Context, 'runFolder' | 'manifest' | 'events'>;

/** Set to `1` by a person who lets a run go on with other inputs than before. */
const acceptance = 'DISTILLERY_CHANGED_INPUTS';

/** Contents that a run depends on: those that this attempt opens, held against those of the attempt before. */
export class InputsRecord {
  private opened: RunInputs | undefined;

  private constructor(
    private readonly context: RecordContext,
    /** The run by its log before this attempt. */
    readonly before: RunProgress,
  ) {}

  /** Reads what earlier attempts have recorded. To be called before this one has started. Throws the file system's error. */
  static async open(context: RecordContext): Promise<InputsRecord> {
    return new InputsRecord(context, await readProgress(context.runFolder));
  }

  /**
   * Records the contents that were opened, before anything trains. Throws a TrainingFailure that names each change since the
   * attempt before, unless the person wants to go on with it, and each change since this attempt has opened them first.
   */
  async admit(inputs: RunInputs): Promise<void> {
    if (this.opened !== undefined) {
      // A slower engine opens the networks once more.
      refuse(changedInputs(this.opened, inputs), 'while the run began');
      return;
    }
    const { inputs: earlier, step, epoch } = this.before;
    const changes = earlier === undefined ? [] : changedInputs(earlier, inputs);
    if (process.env[acceptance] !== '1') refuse(changes, 'since the attempt before');
    this.opened = inputs;
    const unrecorded = earlier === undefined && (step > 0 || epoch > 0);
    this.context.events.write({
      ...{ type: 'inputs', ...inputs },
      ...(changes.length > 0 && { changes }),
      ...(unrecorded && { unrecorded }),
    });
    if (changes.length > 0) this.notice(`goes on with changed inputs, as it was asked to: ${describeChanges(changes)}`);
    if (unrecorded) {
      this.notice(
        'the attempts before did not record their inputs: whether data and teachers are still the same is not known',
      );
    }
    await this.compareWithRepeated(inputs);
  }

  /** Says in what the inputs differ from those of the run that this one repeats. */
  private async compareWithRepeated(inputs: RunInputs): Promise<void> {
    const { repeats } = relativesOf(this.context.manifest);
    if (repeats === undefined || repeats !== path.basename(repeats) || this.before.inputs !== undefined) return;
    const { manifest, progress } = await summarizeRun(path.join(path.dirname(this.context.runFolder), repeats));
    if (manifest !== undefined && manifest.configHash !== this.context.manifest.configHash) {
      this.notice(`its config is another than that of ${repeats}, which it repeats`);
    }
    if (progress.inputs === undefined) return;
    const changes = changedInputs(progress.inputs, inputs);
    if (changes.length === 0) return;
    this.notice(`its inputs are others than those of ${repeats}, which it repeats: ${describeChanges(changes)}`);
  }

  private notice(message: string): void {
    this.context.events.write({ type: 'notice', message });
  }
}

function refuse(changes: readonly InputChange[], when: string): void {
  if (changes.length === 0) return;
  throw new TrainingFailure(
    `inputs have changed ${when}: ${describeChanges(changes)}`,
    'put the earlier content back, or go on with the new one, which will be recorded: resume the run with --changed-inputs (in the editor, Resume asks)',
    { changes },
  );
}
