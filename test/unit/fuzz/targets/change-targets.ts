import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { configSchema, joinSweep } from '../../../../src/config';
import { describeChange } from '../../../../src/coordinator/watch/change-watch';
import { addSweepChange, readSweepChanges } from '../../../../src/runs';
import { nextPoint } from '../../../../src/sweeps';
import { forgeJson } from '../forge-json';
import { inFolder } from '../in-folder';
import type { Target } from '../target';

const { sweep: options, seed } = configSchema.parse({
  name: 'a',
  data: { set: 'mnist', train: 2000 },
  teacher: { model: { preset: 'mlp', hidden: [8] } },
  student: { model: { preset: 'mlp', hidden: [4] } },
  sweep: { over: { 'temperature.value': [1, 2, 4] } },
});
const change = {
  at: 1,
  add: {
    ...{ over: { 'temperature.value': [1, 8] }, seeds: 2, budget: { runs: 60, hours: 2 }, then: { seeds: 6 } },
    ...{ configName: 'a.distill.yaml', configHash: 'a'.repeat(64) },
  },
  drop: [0, 7],
};

/** A change of a sweep, which a clone may bring: the sweep goes on with it, or names it. */
export function changesTarget(): Target {
  const folder = path.join(inFolder(), '.distillery', 'runs', 'sweep');
  mkdirSync(path.join(folder, 'changes'), { recursive: true });
  const file = path.join(folder, 'changes', '1.json');
  const check = (bytes: Buffer): void => {
    writeFileSync(file, bytes);
    const { changes, damaged } = readSweepChanges(folder);
    assert.ok(options !== undefined);
    if (damaged !== undefined) {
      assert.equal(damaged, 'changes/1.json');
      assert.throws(() => addSweepChange(folder, { drop: [1] }), /changes\/1\.json cannot be read/);
      return;
    }
    try {
      const { stages } = joinSweep(options, seed, changes);
      const trials: { values: readonly unknown[]; score: number }[] = [];
      for (let number = 0; number < 6; number += 1) {
        const values = nextPoint({ stages, seed }, trials);
        if (values !== undefined) trials.push({ values, score: number });
      }
      assert.ok(trials.length >= 3, 'points of before stay');
      // The name of a file may be any text.
      const words = describeChange(changes, 0, { options, seed }).replace(/by .*/s, '');
      assert.doesNotMatch(words, /undefined|NaN/);
    } catch (error) {
      const isSentence = error instanceof Error && !(error instanceof TypeError) && !(error instanceof RangeError);
      if (!isSentence || error instanceof assert.AssertionError || error.message.length < 12) throw error;
    }
  };
  const hints = [[1, 2], { from: 1, to: 4 }, { from: 1, to: 9, steps: 3 }, 'temperature.value', '__proto__.x', 1e9];
  const list = (length: number): string => JSON.stringify({ at: 1, drop: Array.from({ length: length / 8 }, () => 1) });
  return {
    name: 'the changes of a sweep',
    corpus: [Buffer.from(JSON.stringify(change)), Buffer.from(JSON.stringify({ at: 1, drop: [2] }))],
    check,
    forge: (original, generator) =>
      Buffer.from(JSON.stringify(forgeJson(JSON.parse(original.toString('utf8')), generator, hints))),
    inputs: 60,
    worst: {
      'many dropped points': [1 << 17, list],
      'many values': [
        1 << 15,
        (length) => {
          const values = Array.from({ length: length / 16 }, (_, at) => at + 1);
          return JSON.stringify({ at: 1, add: { ...change.add, over: { 'temperature.value': values } } });
        },
      ],
    },
  };
}
