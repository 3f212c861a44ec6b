import path from 'node:path';
import type { EventWriter, WeightsFile } from '../../runs';
import { formatFixed } from '../../wording';
import { TrainingFailure } from '../context/failure';
import type { LoopEvents, LoopHandler } from '../loop/events';
import type { Progress, ProgressTracker } from '../loop/progress';
import { isProgressOf, type TrainingLength } from '../loop/stored-progress';
import type { TrainableNetwork } from '../step/trainable-network';
import { fitVariables } from '../step/variables';
import { Checkpoints, type CheckpointName } from './checkpoints';

/** Header of a checkpoint's file. */
interface Header extends Progress {
  readonly identity: string;
  /** Engine that made the weights; checkpoints of version 0.1 have none. */
  readonly engine?: EngineIdentity;
}

interface EngineIdentity {
  readonly name: string;
  readonly version: string;
}

export interface CheckpointOptions extends TrainingLength {
  /** The folder of the checkpoints. */
  readonly folder: string;
  /** The training that the checkpoints belong to; those of another identity are passed over. */
  readonly identity: string;
  readonly everySteps?: number | undefined;
  readonly everySeconds: number;
  /** Called before each write; throws when there is no place to write to. */
  readonly beforeSave: () => void;
  /** The engine that trains. */
  readonly engine: EngineIdentity;
  /** The network in a few words, for notices. */
  readonly title: string;
  readonly runFolder: string;
}

/** Saves the training's state when it is due, at epochs' ends and before a stop; puts the kept weights back at the end. */
export class CheckpointHandler implements LoopHandler {
  private readonly checkpoints: Checkpoints<Header>;
  private savedAt = performance.now();

  constructor(
    private readonly network: TrainableNetwork,
    private readonly progress: ProgressTracker,
    private readonly options: CheckpointOptions,
    private readonly loopEvents: LoopEvents,
    private readonly events: EventWriter,
  ) {
    this.checkpoints = new Checkpoints(
      options.folder,
      ({ header, arrays }, name) =>
        header.identity === options.identity &&
        isProgressOf(header, options) &&
        isEngine(header.engine) &&
        fitVariables(this.variablesOf(name), arrays),
      (message) => events.write({ type: 'notice', message }),
    );
  }

  /** Restores the state and progress of the newest checkpoint, if there is one. */
  async restore(): Promise<void> {
    const checkpoint = this.checkpoints.newest();
    if (checkpoint !== undefined) await this.resume(checkpoint);
    this.savedAt = performance.now();
  }

  async onStateSynced(): Promise<void> {
    if (this.isDue()) await this.save('last');
  }

  async onEpochEnd(epoch: number): Promise<void> {
    if (this.progress.isBest(epoch)) await this.save('best');
    await this.save('last');
  }

  async onStop(): Promise<void> {
    await this.save('last');
  }

  /** Puts the weights of the kept epoch in place. Throws a TrainingFailure when its checkpoint is gone. */
  async onEnd(): Promise<void> {
    const best = this.checkpoints.read('best');
    if (best === undefined) {
      throw new TrainingFailure(
        'the checkpoint of the best epoch is missing or damaged, so there are no weights to report',
        'run again; do not change files below `checkpoints` while a run goes on',
        { where: path.relative(this.options.runFolder, this.checkpoints.file('best')) },
      );
    }
    await this.network.write(this.network.weights, best.arrays);
  }

  private async resume(checkpoint: WeightsFile<Header>): Promise<void> {
    await this.network.write(this.network.state, checkpoint.arrays);
    this.progress.resume(checkpoint.header, this.checkpoints.read('best') !== undefined);
    const { step } = checkpoint.header;
    const epoch = formatFixed(step / this.options.stepsPerEpoch, 2);
    const message = `${this.options.title} goes on from the checkpoint of step ${step} (epoch ${epoch})`;
    this.events.write({ type: 'notice', message });
    this.tellOfEngine(checkpoint.header);
  }

  private tellOfEngine({ engine: before, step }: Header): void {
    const { engine, title } = this.options;
    if (before === undefined || (before.name === engine.name && before.version === engine.version)) return;
    const [was, is] = [before, engine].map(({ name, version }) => `${name} ${version}`);
    const message = `${title} was trained by the engine ${was} up to step ${step} and goes on with ${is}: the last digits of its numbers differ from those of an undisturbed run`;
    this.events.write({ type: 'notice', message });
  }

  private isDue(): boolean {
    const { everySteps, everySeconds } = this.options;
    const isStep = everySteps !== undefined && this.progress.current.step % everySteps === 0;
    return isStep || performance.now() - this.savedAt >= everySeconds * 1000;
  }

  private async save(name: 'last' | 'best'): Promise<void> {
    this.savedAt = performance.now();
    this.progress.readClock();
    const arrays = await this.network.read(this.variablesOf(name));
    this.options.beforeSave();
    const { identity, engine } = this.options;
    await this.checkpoints.save(name, { header: { identity, engine, ...this.progress.current }, arrays });
    this.loopEvents.onCheckpoint(name);
  }

  /** The result needs the weights alone; training goes on from the whole state. */
  private variablesOf(name: CheckpointName): TrainableNetwork['state'] {
    return name === 'best' ? this.network.weights : this.network.state;
  }
}

function isEngine(value: unknown): boolean {
  if (value === undefined) return true;
  const { name, version } = (value ?? {}) as { readonly [Name in keyof EngineIdentity]?: unknown };
  return typeof name === 'string' && typeof version === 'string';
}
