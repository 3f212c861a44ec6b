// A link to a file, a link to a folder, a folder and a pipe at each place below .distillery, and every command. Some 240 cases of
// two processes each take some ten minutes on a quiet machine; its figure is a count, which a crowded one does not change.
import { performTests } from '../mocha-row.mjs';

export const row = {
  name: 'misplaced',
  title: 'a link, a folder or a pipe at every place below .distillery leads no command outside, and holds none up',
  async run() {
    const count = await performTests(
      'test/process/attack/misplaced.test.ts',
      'is followed by no command|itself leads outside',
      40,
    );
    return `${count} places and what was put there, 12 commands each: nothing outside changed, none hung, each refusal names its place`;
  },
};
