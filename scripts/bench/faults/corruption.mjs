import { corrupt } from '../../../test/process/faults/corruption';

export const row = {
  name: 'corruption',
  title: '1,000 corrupted checkpoints and 1,000 corrupted logs',
  run: async () => {
    const { checkpoints, logs, passedOver, badLines } = corrupt(1000, 1);
    return `${passedOver} of ${checkpoints} checkpoints passed over for the one before; ${logs} logs read, ${badLines} bad lines counted; none accepted silently`;
  },
};
