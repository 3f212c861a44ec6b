import { tearEverywhere } from '../../../test/process/faults/torn-line';

export const row = {
  name: 'torn-line',
  title: 'every byte position of a torn last line',
  run: async () => `${tearEverywhere()} positions; the torn line costs itself, and the next event stands alone`,
};
