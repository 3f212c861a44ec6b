// Run folders and indexes with valid checksums whose numbers are wrong, and files replaced while they are read.
import { performTests } from '../mocha-row.mjs';

export const row = {
  name: 'forged',
  title: 'forged indexes, manifests and configs end every reader and hinder no other run',
  async run() {
    const indexes = await performTests('test/unit/runs/log/index-head.test.ts', 'an index whose checksums');
    const runs = await performTests('test/unit/run-report/odd-runs.test.ts', 'a run whose files are odd');
    return `${indexes} checks of heads of indexes, ${runs} of runs with odd files`;
  },
};
