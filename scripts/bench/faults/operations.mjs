import { failEveryOperation } from '../../../test/process/faults/operations';

export const row = {
  name: 'operations',
  title: 'every Nth file operation made to fail, at once and after a part',
  run: async () => {
    const { operations, noticed } = await failEveryOperation();
    return `${2 * operations} failures, ${noticed} of them raised to the writer; nothing promised was lost`;
  },
};
