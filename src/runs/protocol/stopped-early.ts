import { fields, measured } from './fields';

/** The early stop of a training. */
export const stoppedEarlySchema = fields(
  {
    epoch: measured('Epoch after which it ended'),
    patience: measured('Epochs without a better validation after which it ended'),
  },
  'The early stop that ended the training before its last epoch',
);
