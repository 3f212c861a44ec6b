import assert from 'node:assert/strict';
import { checkReferences, completeConfig, hoverConfig, parseConfig, type References } from '../../../src/config';

const config = (model: string, train = 'train: { engine: torch }'): string =>
  `name: a\ndata: { set: mnist }\nstudent: { model: ${model} }\n${train}\n`;
const problemsOf = (text: string): string[] =>
  parseConfig(text, 'yaml').problems.map(({ code, message }) => `${code}: ${message}`);

describe('a model of the user’s own Python', () => {
  it('is written by `python` alone, with args and weights', () => {
    for (const model of [
      '{ python: "models.py:make" }',
      '{ preset: python, python: "nets/models.py:Nets.small", args: { width: 0.5, sizes: [1, 2] }, weights: a.safetensors }',
      '{ python: "torchvision.models:resnet18" }',
    ]) {
      const { config: parsed, problems } = parseConfig(config(model), 'yaml');
      assert.deepEqual(problems, []);
      assert.equal(parsed?.student.model.preset, 'python');
    }
  });

  it('is refused in words where it is no callable, leads out, or weights are no such file', () => {
    for (const [model, expected] of [
      ['{ python: "models.py" }', /file\.py:callable/],
      ['{ python: "models.py:make it" }', /file\.py:callable/],
      ['{ python: "models.py:make", weights: a.exe }', /must end in \.safetensors/],
      ['{ python: "models.py:make", arg: {} }', /arg/],
    ] as const) {
      const problems = problemsOf(config(model));
      assert.match(problems.join('\n'), expected, model);
    }
  });

  it('needs `engine: torch`, which a fix writes', () => {
    const [problem] = parseConfig(config('{ python: "models.py:make" }', 'train: { engine: onnx }'), 'yaml').problems;
    assert.equal(problem?.code, 'python-engine');
    assert.equal(problem.remedy, 'torch');
    assert.match(problem.message, /^models\.py:make is a model of PyTorch, which `engine: onnx` does not run/);
    assert.match(problemsOf(config('{ python: "models.py:make" }', '')).join('\n'), /python-engine/);
  });

  it('has its keys in completion, with and without a preset, and its hover', () => {
    for (const model of ['preset: python, python: "a.py:b", ', 'python: "a.py:b", ']) {
      const text = `name: a\ndata: { set: mnist }\nstudent: { model: { ${model}`;
      const labels = completeConfig(text, 'yaml', text.length).map(({ label }) => label);
      assert.ok(labels.includes('args') && labels.includes('weights'), labels.join());
      assert.ok(!labels.includes('hidden'), labels.join());
    }
    const text = config('{ python: "models.py:make" }');
    const hover = hoverConfig(text, 'yaml', text.indexOf('python') + 2);
    assert.match(hover?.markdown ?? '', /package\.module:callable/);
  });

  it('names a file that is not there, and the one that was meant with the same callable', () => {
    const text = config('{ python: "modles.py:make", weights: none.pt }');
    const references: References = {
      file: () => ({ kind: 'missing' }),
      run: () => undefined,
      data: () => undefined,
      names: (kind) => (kind === 'script' ? ['models.py', 'train.py'] : []),
    };
    const problems = checkReferences(parseConfig(text, 'yaml'), references);
    assert.deepEqual(
      problems.map(({ code, remedy }) => [code, remedy]),
      [
        ['missing-file', 'models.py:make'],
        ['missing-file', undefined],
      ],
    );
  });
});
