import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { completionAt, hoverConfig, objectiveOfScript, parseConfig, scriptConfigOf } from '../../../../src/config';

const problemsOf = (text: string): string[] => parseConfig(text, 'yaml').problems.map(({ message }) => message);

describe('a config of a script', () => {
  it('needs a name and a file alone, and has its arguments as they are written', () => {
    const { script, config, problems } = parseConfig(
      'name: a\nscript: { file: train.py, args: [--width, 2] }\n',
      'yaml',
    );
    assert.deepEqual(problems, []);
    assert.equal(config, undefined);
    assert.deepEqual(script, { name: 'a', seed: 1, script: { file: 'train.py', args: ['--width', 2] } });
    assert.deepEqual(scriptConfigOf(script), script);
  });

  it('asks for its name', () => {
    assert.deepEqual(problemsOf('script: { file: train.py }\n'), [
      "'name' is missing. Write name: experiment at the top level.",
    ]);
  });

  for (const key of ['teacher', 'student', 'loss', 'train', 'control', 'sweep']) {
    it(`says that ${key} and a script exclude each other`, () => {
      assert.deepEqual(problemsOf(`name: a\nscript: { file: train.py }\n${key}: {}\n`), [
        `'${key}' does not go with 'script': the script is the whole training. Remove '${key}', or remove 'script'.`,
      ]);
    });
  }

  for (const [written, message] of [
    ['train.sh', "'script.file': the file’s name must end in .py."],
    ['..\\train.py', "'script.file': "],
    ['/srv/train.py', "'script.file': "],
  ] as const) {
    it(`refuses ${written} as a script`, () => {
      const found = problemsOf(`name: a\nscript: { file: '${written}' }\n`);
      assert.equal(found.length, 1);
      assert.ok(found[0]?.startsWith(message), found[0]);
    });
  }

  it('hands over a temperature as an objective of one teacher, and none where none is written', () => {
    const { script } = parseConfig('name: a\nscript: { file: train.py }\ntemperature: 3\n', 'yaml');
    assert.ok(script);
    const objective = objectiveOfScript(script);
    assert.deepEqual(objective?.temperature, { strategy: 'constant', value: 3 });
    assert.deepEqual([objective.loss.kind, objective.teachers.length], ['kl', 1]);
    assert.equal(objectiveOfScript({ ...script, temperature: undefined }), undefined);
  });

  it('is completed with Python files and explained by its hover', () => {
    const text = 'name: a\nscript: { file: tr }\n';
    assert.equal(completionAt(text, 'yaml', text.indexOf('tr }') + 2)?.wanted, 'scripts');
    assert.match(hoverConfig(text, 'yaml', text.indexOf('script'))?.markdown ?? '', /A training program of your own/);
  });

  it('is no config of a script where its settings are not right', () => {
    assert.equal(scriptConfigOf({ name: 'a', script: { file: 'train.sh' } }), undefined);
    assert.equal(scriptConfigOf({ name: 'a', data: {} }), undefined);
    assert.equal(scriptConfigOf(null), undefined);
  });
});
