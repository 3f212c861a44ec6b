import assert from 'node:assert/strict';
import { applyEdits, fixesFor, parseConfig, type Language } from '../../../../src/config';

const data = 'name: x\ndata: { set: mnist, train: 2000, validation: 1000 }\n';
const teacher = 'teacher: { model: { preset: mlp, hidden: [64] }, train: { epochs: 1 } }\n';
const student = 'student: { model: { preset: mlp, hidden: [32] } }\n';
const train = 'train: { epochs: 1, batchSize: 64 }\n';
const whole = data + teacher + student;

interface Case {
  readonly title: string;
  readonly text: string;
  readonly language?: Language;
  readonly says: RegExp;
  /** A part of the text after the first fix; the fixed text has no error. */
  readonly fixed?: string;
}

const cases: readonly Case[] = [
  {
    title: 'an expression with a colon in a block',
    text: `${whole}temperature:\n  strategy: expression\n  value: confidence > 0.9 ? 1 : 4\n${train}`,
    says: /^The colon in this value is read as that of another key\. Put the value in quotes\.$/,
    fixed: "  value: 'confidence > 0.9 ? 1 : 4'\n",
  },
  {
    title: 'an expression with a colon and a comment behind it',
    text: `${whole}temperature:\n  strategy: expression\n  value: confidence > 0.9 ? 1 : 4 # hot\n${train}`,
    says: /Put the value in quotes/,
    fixed: "  value: 'confidence > 0.9 ? 1 : 4' # hot\n",
  },
  {
    title: 'an expression with a colon in braces',
    text: `${whole}temperature: { strategy: expression, value: confidence > 0.9 ? 1 : 4 }\n${train}`,
    says: /Put the value in quotes/,
    fixed: "value: 'confidence > 0.9 ? 1 : 4' }",
  },
  {
    title: 'an expression with a comma in braces',
    text: `${whole}temperature: { strategy: expression, value: max(1, 8 - 6 * epoch / epochs) }\n${train}`,
    says: /^In braces the comma ends the value, also within parentheses\. Put the value in quotes\.$/,
    fixed: "value: 'max(1, 8 - 6 * epoch / epochs)' }",
  },
  {
    title: 'two documents',
    text: `---\n${whole}temperature: 4\n---\n${whole}`,
    says: /^A config is one document, and a second one begins here\. Put it into a file of its own\.$/,
  },
  {
    title: 'a colon without a space before another line',
    text: `${whole}temperature:4\n${train}`,
    says: /^A space is missing after the colon\. Write one\.$/,
    fixed: '\ntemperature: 4\n',
  },
  {
    title: 'a colon without a space on the last line',
    text: `${whole}train:\n  batchSize: 64\n  epochs:4\n`,
    says: /^A space is missing after the colon/,
    fixed: '\n  epochs: 4\n',
  },
  {
    title: 'a colon without a space in braces',
    text: `${whole}train: { epochs:4 }\n`,
    says: /^A space is missing after the colon/,
    fixed: 'train: { epochs: 4 }',
  },
  {
    title: 'no-break spaces as indentation',
    text: `${whole}train:\n\u00a0\u00a0epochs: 1\n\u00a0\u00a0batchSize: 64\n`,
    says: /^The indentation has a no-break space \(U\+00A0\), which YAML reads as part of the key\. Write plain spaces\.$/,
    fixed: '\n  epochs: 1\n  batchSize: 64\n',
  },
  {
    title: 'a merge key under %YAML 1.1',
    text: `%YAML 1.1\n---\n${data}teacher:\n  model: &m { preset: mlp, hidden: [64] }\nstudent:\n  model:\n    <<: *m\n    preset: mlp\n    hidden: [32]\n`,
    says: /^'<<' cannot be used\. Write the settings out\.$/,
    fixed: '  model:\n    preset: mlp\n',
  },
  {
    title: 'a backslash in double quotes',
    text: `${data}teacher: { model: { preset: file, path: "models\\net.onnx" } }\n${student}`,
    says: /^'teacher\.model\.path': the path has a control character, which double quotes make of a backslash and a letter; separate folders by \/\.$/,
    fixed: 'path: models/net.onnx }',
  },
  {
    title: 'an optimizer by its name',
    text: `${whole}train:\n  optimizer: adam\n`,
    says: /^'train\.optimizer' is 'adam'; it must be a map\. Did you mean \{ name: adam \}\?$/,
    fixed: '  optimizer: { name: adam }\n',
  },
  {
    title: 'a loss by its kind',
    text: `${whole}loss: mse\n`,
    says: /^'loss' is 'mse'; it must be a map\. Did you mean \{ kind: mse \}\?$/,
    fixed: 'loss: { kind: mse }\n',
  },
  {
    title: 'a teacher by its file',
    text: `${data}teacher: x.onnx\n${student}`,
    says: /^'teacher' is 'x\.onnx'; it must be a map\. Did you mean \{ model: \{ preset: file, path: x\.onnx \} \}\?$/,
    fixed: 'teacher: { model: { preset: file, path: x.onnx } }\n',
  },
  {
    title: 'a data set by its name',
    text: `name: x\ndata: mnist\n${student}`,
    says: /^'data' is 'mnist'; it must be a map\. Did you mean \{ format: mnist \}\?$/,
    fixed: 'data: { format: mnist }\n',
  },
  {
    title: 'a temperature by its strategy',
    text: `${whole}temperature: linear\n`,
    says: /^'temperature' is 'linear'; .* Did you mean \{ strategy: linear \}\?$/,
    fixed: 'temperature: { strategy: linear }\n',
  },
  {
    title: 'a learning rate called lr',
    text: `${whole}lr: 0.002\n`,
    says: /^Unknown key 'lr'\. It is called train\.optimizer\.learningRate here: write it there\.$/,
    fixed: 'train: { optimizer: { learningRate: 0.002 } }\n',
  },
  {
    title: 'a learning rate called lr in the teacher’s training',
    text: `${data}${student}teacher:\n  model: { preset: mlp, hidden: [64] }\n  train:\n    epochs: 2\n    lr: 0.002\n`,
    says: /^Unknown key 'lr' in teacher\.train\. It is called teacher\.train\.optimizer\.learningRate here/,
    fixed: '    optimizer: { learningRate: 0.002 }\n',
  },
  {
    title: 'a batch size with an underscore',
    text: `${whole}train:\n  batch_size: 32\n`,
    says: /^Unknown key 'batch_size' in train\. Did you mean 'batchSize'\?$/,
    fixed: '  batchSize: 32\n',
  },
  {
    title: 'epochs with another name at the top',
    text: `${whole}num_epochs: 3\n`,
    says: /^Unknown key 'num_epochs'\. It is called train\.epochs here/,
    fixed: 'train: { epochs: 3 }\n',
  },
  {
    title: 'a temperature called T',
    text: `${whole}T: 3\n`,
    says: /^Unknown key 'T'\. Did you mean 'temperature'\?$/,
    fixed: 'temperature: 3\n',
  },
  {
    title: 'a temperature called T in loss',
    text: `${whole}loss:\n  hard: 0.1\n  T: 3\n`,
    says: /^Unknown key 'T' in loss\. It is called temperature here/,
    fixed: 'temperature: 3\n',
  },
  {
    title: 'alpha at the top',
    text: `${whole}alpha: 0.25\n`,
    says: /^Unknown key 'alpha'\. Write 'hard', the weight of the labels, and 'soft', the weight of the teacher: tools differ/,
    fixed: 'loss: { hard: 0.75, soft: 0.25 }\n',
  },
  {
    title: 'a config of torchdistill',
    text: 'datasets:\n  mnist:\n    name: &d mnist\n    root: !join [./data/, *d]\nmodels:\n  teacher_model:\n    key: big\ntrain:\n  num_epochs: 200\n',
    says: /^This is a config of torchdistill, which is built differently and cannot be run here\. Start from New Config/,
  },
  {
    title: 'a config of mdistiller',
    text: 'EXPERIMENT:\n  NAME: kd\nDISTILLER:\n  TYPE: KD\n  TEACHER: resnet32x4\nSOLVER:\n  LR: 0.05\n',
    says: /^This is a config of mdistiller/,
  },
  {
    title: 'an optimizer by its name, in JSON',
    language: 'json',
    text: '{ "name": "x", "data": { "set": "mnist" }, "student": { "model": { "preset": "mlp", "hidden": [9] } }, "train": { "optimizer": "adam" } }',
    says: /it must be a map\. Did you mean/,
    fixed: '"optimizer": { "name": "adam" }',
  },
];

describe('a mistake that people make is named in a person’s words', () => {
  for (const { title, text, language = 'yaml', says, fixed } of cases)
    it(`${title}: one problem${fixed === undefined ? '' : ', whose fix leaves a valid config'}`, () => {
      const parsed = parseConfig(text, language);
      const errors = parsed.problems.filter(({ severity }) => severity === 'error');
      assert.deepEqual(
        errors.map(({ message }) => message).filter((message) => !says.test(message)),
        [],
      );
      assert.equal(errors.length, 1);
      if (fixed === undefined) return;
      const [fix] = errors[0] ? fixesFor(parsed, errors[0]) : [];
      assert.ok(fix, 'no fix');
      const after = applyEdits(text, fix.edits);
      assert.ok(after.includes(fixed), after);
      assert.ok(parseConfig(after, language).config, after);
    });
});

/** Words of a parser, which say nothing to a person. */
const parserWords = /flow|block|scalar|token|node|implicit|mapping|directive|sequence|plain value|anchor|\btag|alias/i;

const mistakes: readonly (readonly [text: string, says: RegExp])[] = [
  ['a: { b: 1 }}\n', /^A closing \} has no opening one/],
  ['a: [1, 2]]\n', /^A closing \] has no opening one/],
  ['a: "x\n', /^A closing " is missing/],
  ["a: 'x\n", /^A closing ' is missing/],
  ['a: {b: 1\n', /^A closing \} is missing, or its line is not indented/],
  ['a:\n  b: [\n', /^A closing \] is missing/],
  ['a: 1\n b: 2\n', /^This is indented as a part of the line above/],
  ['a: b\n  c: d\n', /^This is indented as a part of the line above/],
  ['a:\n    b: 1\n  c: 2\n', /^This is not indented as its neighbours are/],
  ['  a: 1\nb: 2\n', /^This does not belong to what stands before it/],
  ['- a\nb: 1\n', /^This does not belong to what stands before it/],
  ['a: "x" y\n', /Put a value in quotes as a whole/],
  ['a:\n\t- b\n', /^The line is indented with a tab\. Indent it with spaces\.$/],
  ['a: @x\n', /^A value cannot begin with @\. Put it in quotes\.$/],
  ['a: `x\n', /^A value cannot begin with `/],
  ['a: %x\n', /^A value cannot begin with %/],
  ['a: , b\n', /^A value cannot begin with ,/],
  ['a: |x\n  y\n', /^Nothing else may stand on the line behind \| or >/],
  ['a: >\n\tx\n', /^The text behind \| or > is not indented/],
  ['a: &x &y 1\n', /^A value has one & or ! at most/],
  ['a: "\\q"\n', /^In double quotes a backslash begins a special character, and \\q is none/],
  ['a: *\n', /^Behind & and \* stands a name/],
  ['a: [,]\n', /^A comma stands here without a value before it/],
  ['a: b\nc\n', /^There is no colon behind this/],
  ['a: - b\n', /^A list begins below its key/],
  ['--- a: b\n', /^A key stands behind ---/],
  ['%x\na: b\n', /^A line that begins with % says nothing here/],
  [`${'k'.repeat(2000)}: 1\n`, /^A key has more than 1,024 characters/],
  ['a: {\n- b\n}\n', /./],
  ['a: [ {b: 1 ]\n', /./],
  ['a: *x y\n', /./],
  ['- - a\n -b: [}\n', /./],
];

describe('an error of the YAML parser', () => {
  for (const [text, says] of mistakes) {
    it(`is said in no word of a parser, once a line: ${JSON.stringify(text.slice(0, 30))}`, () => {
      const problems = parseConfig(text, 'yaml').problems.filter(({ code }) => code === 'syntax');
      assert.match(problems[0]?.message ?? '', says);
      for (const { message } of problems) {
        assert.doesNotMatch(message, parserWords);
        assert.match(message, /^[A-Z].*\. [A-Z].*\.$/s, 'what is wrong, and what to do');
      }
      const places = problems.map(({ message, start }) => `${message} ${text.slice(0, start).split('\n').length}`);
      assert.equal(new Set(places).size, places.length);
    });
  }
});
