import type { Variable } from '@tensorflow/tfjs-core';
import { Generator, streams, type DataSet } from '../../data';
import type { ObjectiveSettings } from '../../distillation';
import type { Engine } from '../../engine';
import { buildOptimizer, type Model, type Optimizer, type UndrawnWeights } from '../../models';
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
  /** Whether its loss is scaled for gradients of half precision, by a number that follows them. */
  readonly hasLossScale?: boolean;
}

/** The first scale of a loss, and the steps since it changed: those of PyTorch's GradScaler. */
const firstLossScale = [65_536, 0] as const;

/** Numbers drawn between two pauses: some 50 ms. */
const drawsBetweenPauses = 1 << 20;

/**
 * A network in an engine with all that its training changes: optimizer states and learned temperatures. Its weights are 0
 * until they are drawn or written.
 */
export class TrainableNetwork {
  readonly model: Model;
  readonly optimizer: Optimizer;
  readonly learned: readonly LearnedTemperature[];
  /** The scale of the loss, and the steps since it changed; absent where the loss is not scaled. */
  readonly lossScale: Variable | undefined;
  private readonly engine: Engine;
  private readonly undrawn: UndrawnWeights[] = [];

  constructor(options: TrainableNetworkOptions) {
    const { engine, data, network, phase, prefix, seed, optimizer, objective, hasLossScale = false } = options;
    const generator = new Generator(seed, streams.initialWeights[phase]);
    this.engine = engine;
    this.model = buildFrom(network, {
      ...{ input: data.shape, classes: data.classes, engine, prefix },
      nextNormal: () => generator.nextNormal(),
      nextUniform: () => generator.nextUniform(),
      drawLater: (weights) => this.undrawn.push(weights),
    });
    this.optimizer = buildOptimizer(optimizer, this.model.trained, engine, `${prefix}/optimizer`);
    this.learned = buildLearnedTemperatures(objective, optimizer, engine);
    this.lossScale = hasLossScale
      ? engine.variable(`${prefix}/loss-scale`, [firstLossScale.length], Float32Array.from(firstLossScale))
      : undefined;
  }

  /**
   * Draws the first weights, which takes minutes for a large network. Throws what `pause` throws, so that a stop by a request
   * or a signal is answered meanwhile.
   */
  async drawFirstWeights(pause: () => Promise<void>): Promise<void> {
    for (const { variable, next } of this.undrawn.splice(0)) {
      const values = new Float32Array(variable.size);
      for (let start = 0; start < values.length; start += drawsBetweenPauses) {
        const end = Math.min(start + drawsBetweenPauses, values.length);
        for (let place = start; place < end; place += 1) values[place] = next();
        if (end - start === drawsBetweenPauses) await pause();
      }
      await this.engine.write(variable, values);
    }
  }

  /** All variables that a training is resumed from: `weights` first. */
  get state(): readonly Variable[] {
    const learned = this.learned.flatMap(({ variable, optimizer }) => [variable, ...optimizer.variables]);
    const scale = this.lossScale === undefined ? [] : [this.lossScale];
    return [...this.model.variables, ...this.optimizer.variables, ...learned, ...scale];
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
