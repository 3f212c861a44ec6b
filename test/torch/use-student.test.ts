import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { distillery, predicted, softmax, trainedBy, writeThirds } from '../process/cli/trained';
import { program } from './process';
import { removeWorkspace } from '../remove-workspace';

/** Runs a program for each of its arguments as `python use.py ARGUMENT` would, in one process, and tells of its logits too. */
const runForEach = `
import contextlib, io, json, runpy, sys
answers = []
for argument in sys.argv[1:]:
    sys.argv = ["use.py", argument]
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        found = runpy.run_path("use.py")
    answers.append({"name": said.getvalue().strip(), "names": found["names"], "logits": found["logits"].tolist()})
print(json.dumps(answers))
`;

interface Answer {
  readonly name: string;
  readonly names: readonly string[];
  readonly logits: readonly number[];
}

describe('the program in Python that uses a student, as it is printed', function () {
  this.timeout(120_000);
  let root = '';
  beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'distillery-use-'))));
  afterEach(() => removeWorkspace(root));

  /** Answers of the program for each argument. */
  function answersFor(run: string, words: readonly string[]): Answer[] {
    const [, needs = '', code = ''] =
      /^Python \(pip install ([^)]*)\)\n\n([^]*?)\n\n\nNode/.exec(distillery(root, 'use', run)) ?? [];
    assert.match(needs, /^onnxruntime numpy/);
    writeFileSync(path.join(root, 'use.py'), code);
    const { status, stdout, stderr } = spawnSync(program.command, ['-c', runForEach, ...words], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout) as Answer[];
  }

  function assertAlike(answers: readonly Answer[], expected: ReturnType<typeof predicted>): void {
    assert.deepEqual(
      answers.map(({ name }) => name),
      expected.map(({ best }) => best),
    );
    answers.forEach(({ names, logits }, place) => {
      softmax(logits).forEach((probability, index) => {
        const theirs = expected[place]?.probabilities.get(names[index] ?? '') ?? Number.NaN;
        // Pixels of Pillow's resize may differ by 1 of 255.
        assert.ok(Math.abs(probability - theirs) < 0.02, `example ${place}: ${probability} and ${theirs}`);
      });
    });
  }

  for (const [what, settings] of [
    [
      'cut out of colour pictures, with a normalization',
      'size: [9, 6], fit: crop, interpolation: bicubic, normalize: auto',
    ],
    ['filled up in gray', 'size: 9, fit: pad, channels: gray'],
    ['squeezed', 'size: 9'],
  ] as const) {
    it(`answers as the run does for pictures that are ${what}`, () => {
      const files = writeThirds(root, 'thirds', 30, (index) => [9 + (index % 4), 12 + (index % 5), 3]);
      const run = trainedBy(
        root,
        `name: thirds
data: { format: images, path: thirds, test: 9, validation: 9, ${settings} }
student: { model: { preset: mlp, hidden: [16] } }
loss: { hard: 1, soft: 0 }
train: { epochs: 12, batchSize: 8, threads: 1, optimizer: { name: adam, learningRate: 0.01 } }
`,
      );
      const some = files.filter((_, index) => index % 5 === 0);
      const expected = predicted(root, run, some);
      assert.equal(new Set(expected.map(({ best }) => best)).size, 3);
      assertAlike(answersFor(run, some), expected);
    });
  }

  it('answers as the run does for rows of a table, with missing numbers and texts', () => {
    const rows = Array.from({ length: 60 }, (_, row) => {
      const kind = row % 2;
      return `${row % 11 === 0 ? '' : kind * 4 + (row % 3)},${kind === 0 ? 'red' : 'blue'},${kind === 0 ? 'cat' : 'dog'}`;
    });
    writeFileSync(path.join(root, 'pets.csv'), `weight,color,label\n${rows.join('\n')}\n`);
    const run = trainedBy(
      root,
      `name: pets
data: { format: table, path: pets.csv, missing: mean, test: 6, validation: 6 }
student: { model: { preset: mlp, hidden: [8] } }
loss: { hard: 1, soft: 0 }
train: { epochs: 12, batchSize: 8, threads: 1, optimizer: { name: adam, learningRate: 0.01 } }
`,
    );
    // The columns of the student: weight, color: blue, color: red.
    const numbers = rows.map((row) => {
      const [weight, color] = row.split(',');
      return `${weight === '' ? 'nan' : weight},${color === 'blue' ? '1,0' : '0,1'}`;
    });
    assertAlike(answersFor(run, numbers), predicted(root, run, ['pets.csv']));
  });
});
