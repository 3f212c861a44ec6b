import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { objectiveOfScript, parseConfig } from '../../../src/config';
import {
  combinations,
  lossSchema,
  losses,
  strategies,
  temperatureSchema,
  type ObjectiveSettings,
} from '../../../src/distillation';
import { emitObjective } from '../../../src/emit';
import { recordedObjectives, softObjective } from '../distillation/objective/objectives';
import { timedObjectives } from './timed-objectives';

const classCounts = [500, 200, 80, 30, 10];
const all = { ...recordedObjectives, ...timedObjectives };
const emit = (settings: ObjectiveSettings, hasMeasures = true, name = 'flowers.distill.yaml'): string =>
  emitObjective(settings, { name, classCounts, hasMeasures });

/** Names that the formulas did not give. */
const partsIn = (source: string): number => source.split('\n').filter((line) => /^\s+part(_\d+)? =/.test(line)).length;

const golden: Readonly<Record<string, ObjectiveSettings>> = {
  'hinton.py': {
    ...softObjective({}),
    loss: lossSchema.parse({ kind: 'kl' }),
  },
  'curriculum.py': {
    ...softObjective({ temperature: { strategy: 'learned' } }),
    loss: lossSchema.parse({ kind: 'dkd' }),
  },
  'three-teachers.py': {
    ...softObjective({
      combine: 'entropy',
      temperature: { strategy: 'constant', value: 4 },
      teachers: [
        { weight: 1, temperature: { strategy: 'linear', from: 8, to: 2 } },
        { weight: 2, temperature: { strategy: 'std' } },
        { weight: 1, temperature: { strategy: 'confidence', smooth: 20 } },
      ],
    }),
    loss: lossSchema.parse({ kind: 'dist', clampLogits: 30 }),
  },
};

describe('an objective as PyTorch source', () => {
  for (const [name, settings] of Object.entries(golden)) {
    it(`is the text of ${name}, which a person has read`, () => {
      const file = path.join('test/fixtures/emit', name);
      const source = emit(settings);
      // `DISTILLERY_WRITE_GOLDEN=1` writes the texts anew, to be read before they are committed.
      if (process.env['DISTILLERY_WRITE_GOLDEN'] === '1') writeFileSync(file, source);
      assert.equal(source, readFileSync(file, 'utf8'));
    });
  }

  it('is the same for any number of classes, where their counts decide nothing', () => {
    for (const [name, settings] of Object.entries(all)) {
      if (emit(settings).includes('register_buffer')) continue;
      const options = { name, hasMeasures: true };
      const few = emitObjective(settings, { ...options, classCounts: [1, 1] });
      assert.equal(few, emitObjective(settings, { ...options, classCounts: undefined }), name);
    }
  });

  it('fits into 88 columns', () => {
    for (const settings of Object.values(all)) {
      for (const line of emit(settings).split('\n')) assert.ok(line.length <= 88, line);
    }
  });

  it('names almost every value by its formula', () => {
    for (const [name, settings] of Object.entries(all)) assert.ok(partsIn(emit(settings)) <= 3, name);
  });

  it('has a form for every strategy with every loss and every combination', () => {
    const written = (strategy: string): object => {
      if (strategy === 'step') return { strategy, milestones: [1] };
      return strategy === 'expression' ? { strategy, value: '4 + confidence' } : { strategy };
    };
    const check = (settings: ObjectiveSettings): void =>
      assert.match(emit(settings), /^class Objective\(nn\.Module\):$/m);
    for (const { name: strategy } of strategies) {
      const temperature = temperatureSchema.parse(written(strategy));
      for (const { name: kind } of losses) {
        const loss = lossSchema.parse({ kind });
        check({ loss, temperature, combine: 'losses', teachers: [{ name: 'one', weight: 1, temperature }] });
      }
      const teachers = [1, 2].map((weight) => ({ name: `t${weight}`, weight, temperature }));
      for (const { name: combine } of combinations) {
        check({ loss: lossSchema.parse({ kind: 'kl' }), temperature, combine, teachers });
      }
    }
  });

  it('leaves measures out where none are wanted', () => {
    for (const settings of Object.values(all)) {
      const source = emit(settings, false);
      assert.doesNotMatch(source, /no_grad|kl_at_one|Spread/);
    }
  });

  it('marks what compares rows with one another, and what sees probabilities at a temperature of time alone', () => {
    const sources = Object.entries(all).map(([name, settings]) => [name, emit(settings, false)] as const);
    const marked = (mark: string): string[] =>
      sources.filter(([, source]) => source.includes(mark)).map(([name]) => name);
    assert.deepEqual(
      marked('compares_rows = True'),
      Object.keys(all).filter((name) => all[name]?.loss.kind === 'dist'),
    );
    assert.deepEqual(
      marked('def mean_of_batch('),
      Object.keys(all).filter((name) => /^(flsw|cwsm)/.test(name)),
    );
    const merging = marked('merges_classes = True');
    for (const name of ['kl', 'reverse-kl', 'jsd 0.5']) assert.ok(merging.includes(name), name);
    for (const name of ['mse', 'wttm', 'std', 'learned', 'combine losses', 'article: softmax_with_temperature']) {
      assert.ok(name in all && !merging.includes(name), name);
    }
  });

  it('is the objective.py of the examples', () => {
    const folder = 'examples/pytorch';
    const names = readdirSync(folder).filter((name) => name.endsWith('.distill.yaml'));
    assert.ok(names.length >= 4);
    for (const name of names) {
      const { script } = parseConfig(readFileSync(path.join(folder, name), 'utf8'), 'yaml');
      const settings = script && objectiveOfScript(script);
      if (settings === undefined) continue;
      const options = { name: 'language-model.distill.yaml', classCounts: undefined, hasMeasures: true };
      assert.equal(emitObjective(settings, options), readFileSync(path.join(folder, 'objective.py'), 'utf8'), name);
    }
  });

  it('takes no code from names', () => {
    const hostile = 'a"""\nimport os\nos.system("x")\n\\"""\u2028\u0000.distill.yaml';
    const [first] = softObjective({ teachers: [{ weight: 1, temperature: { strategy: 'std' } }] }).teachers;
    assert.ok(first !== undefined);
    const settings = {
      ...softObjective({}),
      teachers: [
        { ...first, name: hostile },
        { ...first, name: 'other' },
      ],
    };
    const source = emit(settings, true, hostile);
    assert.doesNotMatch(source, /^import os/m);
    assert.equal(source.split('"""').length, emit(settings, true, 'x').split('"""').length);
  });

  it('says that it needs the examples of each class where they decide', () => {
    const settings = softObjective({ temperature: { strategy: 'class-frequency' } });
    assert.throws(
      () => emitObjective(settings, { name: 'x', classCounts: undefined, hasMeasures: true }),
      /follow from the training examples of each class, and the data cannot be read here; emit it where the data is/,
    );
  });
});
