import assert from 'node:assert/strict';
import { OptunaSampler } from '../../../../src/coordinator/optuna/optuna-sampler';
import { readSpace, type Trial } from '../../../../src/sweeps';

const parameters = readSpace(
  {
    'temperature.value': { from: 1, to: 20, log: true },
    'loss.soft': { from: 0.1, to: 0.9, steps: 5 },
    'train.epochs': { from: 1, to: 9 },
    temperature: [4, { strategy: 'linear', from: 8, to: 1 }],
  },
  ([, key]) => key === 'epochs',
);

/** A sampler whose process runs a program of Node in place of Python's: `answer` gives the text that answers a question. */
function samplerOf(answer: string, seed = 1): OptunaSampler {
  const program = `const answer = ${answer};
    require('readline').createInterface({ input: process.stdin }).on('line', (line) => answer(JSON.parse(line)));`;
  const place = { command: process.execPath, args: ['-e', program], cwd: process.cwd(), env: {} };
  return new OptunaSampler(place, parameters, seed);
}

describe("Optuna's sampler", function () {
  this.timeout(20_000);

  it('is asked with all trials before, and its numbers become values: rounded, of a list the nearest, of categories by index', async () => {
    const sampler = samplerOf(`(question) => {
      const { seed, direction, trials } = question;
      console.error(JSON.stringify(question));
      console.log(JSON.stringify({ point: [1.23456789 + trials.length, 0.44, 7.4, trials.length % 2] }));
    }`);
    try {
      assert.deepEqual(await sampler.propose([]), [1.23457, 0.5, 7, 4]);
      const values = [1.23457, 0.5, 7, 4];
      const trials: Trial[] = [{ values, score: -0.9 }];
      assert.deepEqual(await sampler.propose(trials), [2.23457, 0.5, 7, { strategy: 'linear', from: 8, to: 1 }]);
    } finally {
      sampler.close();
    }
  });

  it('gets the seed of the point, trials as numbers, and distributions as Optuna writes them', async () => {
    const sampler = samplerOf(
      `(question) => console.log(JSON.stringify({ fault: JSON.stringify(question) }))`,
      2 ** 32 - 1,
    );
    const second = { strategy: 'linear', from: 8, to: 1 };
    const trials: Trial[] = [
      { values: [2, 0.3, 9, second], score: -0.9 },
      { values: [3, 0.1, 1, 4], score: undefined },
    ];
    const error = await sampler.propose(trials).catch((fault: unknown) => fault);
    sampler.close();
    assert.ok(error instanceof Error);
    const [, asked = ''] = /no point: (\{.*\})\. Look/.exec(error.message) ?? [];
    assert.deepEqual(JSON.parse(asked), {
      direction: 'minimize',
      seed: 1,
      distributions: {
        'temperature.value': '{"name":"FloatDistribution","attributes":{"step":null,"low":1,"high":20,"log":true}}',
        'loss.soft': '{"name":"FloatDistribution","attributes":{"step":null,"low":0.1,"high":0.9,"log":false}}',
        'train.epochs': '{"name":"IntDistribution","attributes":{"low":1,"high":9,"log":false,"step":1}}',
        temperature:
          '{"name":"CategoricalDistribution","attributes":{"choices":[4,"{\\"strategy\\":\\"linear\\",\\"from\\":8,\\"to\\":1}"]}}',
      },
      trials: [
        { params: [2, 0.3, 9, 1], value: -0.9 },
        { params: [3, 0.1, 1, 0], value: null },
      ],
    });
  });

  const faults = [
    [
      'ends',
      "() => { console.error('Traceback'); console.error('ImportError: no optuna'); process.exit(1) }",
      'ImportError: no optuna',
    ],
    ['ends in silence', '() => process.exit(0)', 'its process has ended'],
    ['says a fault', '() => console.log(\'{"fault":"ValueError: nan"}\')', 'ValueError: nan'],
    ['prints no answer', "() => console.log('hello')", "it answered 'hello'"],
    ['leaves a setting out', '() => console.log(\'{"point":[1,2]}\')', 'it answered \'{"point":[1,2]}\''],
  ] as const;
  for (const [name, program, reason] of faults) {
    it(`stops the sweep in words where its process ${name}`, async () => {
      const sampler = samplerOf(program);
      await assert.rejects(sampler.propose([]), {
        message: `Optuna proposed no point: ${reason}. Look at its Python, ${process.execPath}, and resume the sweep; method: tpe needs none`,
      });
      sampler.close();
    });
  }

  it('stops the sweep in words where its Python is gone', async () => {
    const sampler = new OptunaSampler({ command: '/no/python', args: [], cwd: process.cwd(), env: {} }, parameters, 1);
    await assert.rejects(
      sampler.propose([]),
      /^Error: Optuna proposed no point: .*ENOENT\. Look at its Python, \/no\/python/,
    );
    sampler.close();
  });
});
