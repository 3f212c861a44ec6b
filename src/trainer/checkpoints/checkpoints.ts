import path from 'node:path';
import { doLater, readWeightsFile, store, writingTemporaryWeights, type DiskWork, type WeightsFile } from '../../runs';
import { TrainingFailure } from '../context/failure';

/** Name of a kept checkpoint: the newest, the one before it, or the best epoch's. */
export type CheckpointName = 'last' | 'previous' | 'best';

/** The checkpoints of one training: `last`, the one before it and `best`, in one folder. */
export class Checkpoints<Header extends { readonly step: number }> {
  constructor(
    private readonly folder: string,
    /** Only checkpoints that pass are taken. */
    private readonly fits: (content: WeightsFile<Header>, name: CheckpointName) => boolean,
    /** Reports why a checkpoint was passed over. */
    private readonly notice: (message: string) => void,
  ) {}

  /** The path of a checkpoint. */
  file(name: CheckpointName): string {
    return path.join(this.folder, `${name}.weights`);
  }

  /**
   * Writes a checkpoint under a temporary name, reads it back from there, and only then lets it take the place of the one
   * before, which is kept as `previous`. Throws TrainingFailure when a weight is not finite, or the file system's error;
   * what was there stays as it is.
   */
  async save(name: 'last' | 'best', content: WeightsFile<Header>): Promise<void> {
    if (!content.arrays.every(areFinite)) {
      throw new TrainingFailure(
        `a weight is not finite after step ${content.header.step}`,
        'lower the learning rate; the checkpoint before is kept',
        { where: `step ${content.header.step}` },
      );
    }
    await doLater(this.saving(name, content));
  }

  private *saving(name: 'last' | 'best', content: WeightsFile<Header>): DiskWork {
    store.makeFolder(this.folder);
    const written = yield* writingTemporaryWeights(this.file(name), content);
    try {
      if (!written.isWhole()) throw new Error(`${this.file(name)} is damaged: it does not hold what was written`);
      if (name === 'last' && store.hasFile(this.file('last'))) {
        store.rename(this.file('last'), this.file('previous'));
        // In this order on the disk too: a crash between the two leaves `previous`.
        yield* store.syncingFolder(this.folder);
      }
    } catch (error) {
      written.discard();
      throw error;
    }
    yield* written.committing();
  }

  /** The newest checkpoint that can be read and fits; a damaged one is passed over with a notice. */
  newest(): WeightsFile<Header> | undefined {
    return this.read('last') ?? this.read('previous');
  }

  /** A checkpoint; undefined when it is missing, damaged or another training's. */
  read(name: CheckpointName): WeightsFile<Header> | undefined {
    try {
      const content = readWeightsFile<Header>(this.file(name));
      if (content === undefined || this.fits(content, name)) return content;
      this.notice(`the checkpoint '${name}' belongs to another training and is passed over`);
    } catch (error) {
      this.notice(`a checkpoint is passed over: ${error instanceof Error ? error.message : String(error)}`);
    }
    return undefined;
  }
}

/** Whether all are finite: of a number that is not, `x - x` is NaN, and to add those takes a third less than to ask for each. */
function areFinite(values: Float32Array): boolean {
  let zero = 0;
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place] ?? 0;
    zero += value - value;
  }
  return zero === 0;
}
