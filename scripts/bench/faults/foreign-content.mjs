// A kept teacher and a number of runs at a time that came with a clone.
import { performTests } from '../mocha-row.mjs';

export const row = {
  name: 'foreign-content',
  title: 'a kept teacher and a number of runs at a time that came with a clone are not taken',
  async run() {
    const teachers = await performTests('test/process/trainer/one-teacher.test.ts', 'came with a clone|made no marks');
    const marks = await performTests('test/unit/runs/store/user-secret.test.ts', 'the mark of what a user made');
    return `${teachers} kept teachers made again and said, ${marks} checks of marks`;
  },
};
