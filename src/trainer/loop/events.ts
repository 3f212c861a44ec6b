import type { StepResult } from '../../runs';

/** Samples of a step. */
export interface StepSamples {
  readonly count: number;
  /** Samples on which each guard of the objective acted, by its name. */
  readonly guarded: ReadonlyMap<string, number>;
}

/** Subscriber to the events of a training loop. */
export interface LoopHandler {
  /** Called for each step in turn; the engine's state may be ahead of it. */
  onStep?(result: StepResult, samples: StepSamples): void;
  /** Called after the steps of a launch, and after those before one that fails. */
  onLaunchEnd?(): void;
  /** Called when the engine's state matches the last reported step, but not at the end of an epoch. */
  onStateSynced?(): Promise<void>;
  /** Called after the last step of each epoch, when the engine's state matches it; epochs count from 1. */
  onEpochEnd?(epoch: number): Promise<void>;
  /** Called after a checkpoint was written. */
  onCheckpoint?(name: 'last' | 'best'): void;
  /** Called when a stop was requested, before the loop throws StopRequested. */
  onStop?(): Promise<void>;
  /** Called after the end of the last epoch. */
  onEnd?(): Promise<void>;
}

/** Passes each event to its handlers, one after another in the order of their subscription. */
export class LoopEvents implements Required<LoopHandler> {
  private readonly handlers: LoopHandler[] = [];

  subscribe(handlers: readonly LoopHandler[]): void {
    this.handlers.push(...handlers);
  }

  onStep(result: StepResult, samples: StepSamples): void {
    for (const handler of this.handlers) handler.onStep?.(result, samples);
  }

  onLaunchEnd(): void {
    for (const handler of this.handlers) handler.onLaunchEnd?.();
  }

  onCheckpoint(name: 'last' | 'best'): void {
    for (const handler of this.handlers) handler.onCheckpoint?.(name);
  }

  async onStateSynced(): Promise<void> {
    for (const handler of this.handlers) await handler.onStateSynced?.();
  }

  async onEpochEnd(epoch: number): Promise<void> {
    for (const handler of this.handlers) await handler.onEpochEnd?.(epoch);
  }

  async onStop(): Promise<void> {
    for (const handler of this.handlers) await handler.onStop?.();
  }

  async onEnd(): Promise<void> {
    for (const handler of this.handlers) await handler.onEnd?.();
  }
}
