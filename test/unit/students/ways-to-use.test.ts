import assert from 'node:assert/strict';
import { formatWaysToUse, waysToUse } from '../../../src/students';
import type { AboutStudent } from '../../../src/runs';

const about: AboutStudent = {
  formatVersion: 1,
  name: 'flowers',
  run: '20260101-000000-flowers-0000',
  input: {
    name: 'images',
    shape: [8, 6, 3],
    range: [0, 1],
    normalization: { mean: [0.5, 0.4, 0.3], std: [0.2, 0.25, 0.3] },
  },
  output: { name: 'logits' },
  classes: [
    { name: 'daisy', label: 0 },
    { name: 'rose', label: 1 },
  ],
};

const codeOf = (title: string, of: AboutStudent = about, folder = 'a "b"/student'): string =>
  waysToUse(of, folder).find((way) => way.title === title)?.code ?? '';

describe('programs that use a student', () => {
  it('bring a picture to its size, colours, range and normalization', () => {
    const python = codeOf('Python');
    assert.match(python, /convert\("RGB"\)\.resize\(\(6, 8\), Image\.BILINEAR\)/);
    assert.match(python, /"float32"\) \/ 255/);
    assert.match(
      python,
      /\(values - numpy\.float32\(\[0\.5, 0\.4, 0\.3\]\)\) \/ numpy\.float32\(\[0\.2, 0\.25, 0\.3\]\)/,
    );
    assert.match(python, /values\.reshape\(\(1, 8, 6, 3\)\)/);
    const browser = codeOf('The browser');
    assert.match(browser, /drawImage\(await createImageBitmap\(target\.files\[0\]\), 0, 0, 6, 8\)/);
    assert.match(browser, /Array\.from\(\{ length: 144 \}/);
  });

  it('quote the names of files, whatever they hold', () => {
    for (const title of ['Python', 'Node', 'The browser'])
      assert.ok(codeOf(title).includes('"a \\"b\\"/student/labels.txt"'));
  });

  it('take numbers where the data has columns, and no picture', () => {
    const table = {
      ...about,
      input: { name: 'images', shape: [4], columns: ['length', 'width', 'colour: blue', 'colour: red'] },
    };
    assert.deepEqual(
      waysToUse(table, 'student').map(({ title }) => title),
      ['Python', 'Node'],
    );
    assert.doesNotMatch(codeOf('Python', table), /PIL|255|mean/);
    for (const title of ['Python', 'Node']) {
      assert.match(codeOf(title, table), /^(#|\/\/) length, width, colour: blue, colour: red$/m);
    }
    assert.match(codeOf('Node', table), /Gives the class of 4 numbers\. /);
  });

  it('are one page with what each needs', () => {
    const page = formatWaysToUse(about, 'student');
    assert.match(page, /^# Use the student of flowers\n\nRun 20260101-000000-flowers-0000, 2 classes\./);
    assert.match(page, /## Python\n\nNeeds pip install onnxruntime numpy pillow\.\n\n```python\n/);
  });
});
