import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { formatWaysToUse, waysToUse } from '../../../src/students';
import type { StudentFacts } from '../../../src/runs';

const about: StudentFacts = {
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

const codeOf = (title: string, of: StudentFacts = about, folder = 'a "b"/student'): string =>
  waysToUse(of, folder).find((way) => way.title === title)?.code ?? '';

describe('programs that use a student', () => {
  it('bring a picture to its size, colours, range and normalization', () => {
    const python = codeOf('Python');
    assert.match(python, /convert\("RGB"\)\npicture = picture\.resize\(\(6, 8\), Image\.BILINEAR\)\n/);
    assert.match(python, /"float32"\) \/ 255/);
    assert.match(
      python,
      /\(values - numpy\.float32\(\[0\.5, 0\.4, 0\.3\]\)\) \/ numpy\.float32\(\[0\.2, 0\.25, 0\.3\]\)/,
    );
    assert.match(python, /values\.reshape\(\(1, 8, 6, 3\)\)/);
    const browser = codeOf('The browser');
    assert.match(
      browser,
      /picture = await createImageBitmap\(target\.files\[0\]\);\n[^]*drawImage\(picture, 0, 0, 6, 8\)/,
    );
    assert.match(browser, /Array\.from\(\{ length: 144 \}/);
  });

  it('take what a person’s own code gives as an array, since a picture has not been through its transforms', () => {
    const own: StudentFacts = {
      ...about,
      input: { name: 'images', shape: [8, 6, 3], preparedBy: 'data.py:make' },
    };
    const python = codeOf('Python', own);
    assert.match(python, /^# An input as data\.py:make gives it, saved by numpy\.save\.$/m);
    assert.match(python, /^values = numpy\.load\(sys\.argv\[1\]\)\.transpose\(1, 2, 0\)$/m);
    assert.doesNotMatch(python, /Image/);
    assert.equal(codeOf('The browser', own), '');
  });

  it('resize, cut and fill up as the run did', () => {
    const fitted = (fit: 'crop' | 'pad', title: string): string =>
      codeOf(title, { ...about, input: { ...about.input, fit, interpolation: 'bicubic' } });
    assert.match(
      codeOf('Python', { ...about, input: { ...about.input, interpolation: 'bicubic' } }),
      /Image\.BICUBIC\)/,
    );
    assert.match(fitted('crop', 'Python'), /^by_width = 6 \* picture\.height >= 8 \* picture\.width$/m);
    assert.match(fitted('pad', 'Python'), /^by_width = 6 \* picture\.height <= 8 \* picture\.width$/m);
    assert.match(fitted('crop', 'Python'), /Image\.BICUBIC\)\.crop\(\(left, top, left \+ 6, top \+ 8\)\)$/m);
    assert.match(fitted('crop', 'The browser'), /scale = Math\.max\(6 \/ picture\.width, 8 \/ picture\.height\);/);
    assert.match(fitted('pad', 'The browser'), /scale = Math\.min\(6 \/ picture\.width, 8 \/ picture\.height\);/);
  });

  it('resize by way of the size that a teacher looked at', () => {
    const input = { ...about.input, resizedFrom: [16, 12] };
    assert.match(
      codeOf('Python', { ...about, input }),
      /resize\(\(12, 16\), Image\.BILINEAR\)\npicture = picture\.resize\(\(6, 8\), Image\.BILINEAR\)\n/,
    );
  });

  it('end no comment and no script by a name that came with a clone', () => {
    const columns = ['a\u2028alert(1)', 'b\u0085\rimport os'];
    const table = { ...about, input: { name: 'images', shape: [2], columns } };
    assert.match(codeOf('Node', table), /^\/\/ a alert\(1\), b import os$/m);
    assert.match(codeOf('Python', table), /^# a alert\(1\), b import os$/m);
    assert.doesNotMatch(codeOf('The browser', about, '</script><script>'), /<\/script><script>/);
  });

  it('fill in missing numbers as the run did', () => {
    const table = { ...about, input: { name: 'images', shape: [2], columns: ['a', 'b'], fill: [1.5, 2] } };
    assert.match(
      codeOf('Python', table),
      /^values = numpy\.where\(numpy\.isnan\(values\), numpy\.float32\(\[1\.5, 2\]\), values\)/m,
    );
    assert.match(codeOf('Node', table), /Number\.isNaN\(value\) \? \[1\.5, 2\]\[index\] : value/);
  });

  it('are on the page about using a student as they are printed for digits of 28 × 28 pixels', () => {
    const page = readFileSync('docs/use-your-student.md', 'utf8');
    const digits = { ...about, input: { name: 'images', shape: [28, 28, 1], range: [0, 1] } };
    // Prettier writes the page's JavaScript with single quotes.
    const node = codeOf('Node', digits, 'student').replaceAll(/"(student\/[\w.]+)"/g, "'$1'");
    assert.ok(page.includes(`\n${codeOf('Python', digits, 'student')}\n\`\`\``));
    assert.ok(page.includes(`\n${node}\n\`\`\``));
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
