import type { Variable } from '@tensorflow/tfjs-core';
import { Generator, streams, type DataSet } from '../../data';
import type { ObjectiveSettings } from '../../distillation';
import type { Engine } from '../../engine';
import { buildOptimizer, type Model, type Optimizer } from '../../models';
import type { OptimizerSettings } from '../../models/training';
import type { Phase } from '../../runs';
import { buildFrom, type Network } from '../networks/network';
import { buildLearnedTemperatures, type LearnedTemperature } from './learned-temperature';
import { readAll, writeAll } from './variables';

export interface TrainableNetworkOptions {
  readonly engine: Engine;
  readonly data: DataSet;
  readonly network: Network;
  readonly phase: Phase;
  /** Start of the names of its variables. */
  readonly prefix: string;
  readonly seed: number;
  readonly optimizer: OptimizerSettings;
  readonly objective: ObjectiveSettings;
  /** Throws when the run is asked to stop: the weights of a large network take minutes to draw. */
  readonly throwIfStopped: () => void;
}

/** Numbers drawn between two looks for a request to stop: some 50 ms. */
const drawsBetweenLooks = 1 << 20;

/** A network in an engine with all that its training changes: optimizer states and learned temperatures. */
export class TrainableNetwork {
  readonly model: Model;
  readonly optimizer: Optimizer;
  readonly learned: readonly LearnedTemperature[];
  private readonly engine: Engine;

  constructor(options: TrainableNetworkOptions) {
    const { engine, data, network, phase, prefix, seed, optimizer, objective, throwIfStopped } = options;
    const generator = new Generator(seed, streams.initialWeights[phase]);
    let drawn = 0;
    const look = (): void => {
      drawn += 1;
      if (drawn % drawsBetweenLooks === 0) throwIfStopped();
    };
    this.engine = engine;
    this.model = buildFrom(network, {
      input: data.shape,
      classes: data.classes,
      engine,
      prefix,
      nextNormal: () => {
        look();
        return generator.nextNormal();
      },
      nextUniform: () => {
        look();
        return generator.nextUniform();
      },
    });
    this.optimizer = buildOptimizer(optimizer, this.model.trained, engine, `${prefix}/optimizer`);
    this.learned = buildLearnedTemperatures(objective, optimizer, engine);
  }

  /** All variables that a training is resumed from: `weights` first. */
  get state(): readonly Variable[] {
    const learned = this.learned.flatMap(({ variable, optimizer }) => [variable, ...optimizer.variables]);
    return [...this.model.variables, ...this.optimizer.variables, ...learned];
  }

  /** All variables of the network, moving averages included. */
  get weights(): readonly Variable[] {
    return this.model.variables;
  }

  /** Values of some of its variables, in their order. */
  read(variables: readonly Variable[]): Promise<Float32Array[]> {
    return readAll(this.engine, variables);
  }

  /** Sets some of its variables. Throws when a value has another length than its variable. */
  write(variables: readonly Variable[], values: readonly Float32Array[]): Promise<void> {
    return writeAll(this.engine, variables, values);
  }
}
