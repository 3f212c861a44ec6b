import { formatCountOf } from './numbers';

/** The end of a training before its last epoch. */
export interface EarlyStopped {
  readonly epoch: number;
  /** Epochs without a better validation after which it ended. */
  readonly patience: number;
}

/** An early stop in words: `stopped early at epoch 12: no better for 5 epochs`. */
export function formatEarlyStop({ epoch, patience }: EarlyStopped): string {
  return `stopped early at epoch ${epoch}: no better for ${formatCountOf(patience, 'epoch')}`;
}
