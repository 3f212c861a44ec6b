import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { exceptions, judgeFileAccess } from '../../../scripts/lint/rules/files-rule.mjs';

describe('the door to the files below .distillery', () => {
  const sentence = /goes past the door to the files below \.distillery: use 'store' of src\/runs/;
  for (const file of ['src/runs/log/event-log.ts', 'src/trainer/student.ts', 'src/editor/view.ts', 'src/cli/main.ts']) {
    for (const specifier of ['node:fs', 'fs', 'node:fs/promises', 'fs/promises']) {
      it(`${file} may not import ${specifier}`, () =>
        assert.match(judgeFileAccess(file, specifier, false) ?? '', sentence));
    }
  }

  it('may be passed by types, by rooms that work elsewhere, and by named files', () => {
    assert.equal(judgeFileAccess('src/runs/log/event-log.ts', 'node:fs', true), undefined);
    assert.equal(judgeFileAccess('src/data/mnist.ts', 'node:fs', false), undefined);
    assert.equal(judgeFileAccess('src/runs/log/event-log.ts', 'node:path', false), undefined);
    for (const file of Object.keys(exceptions)) assert.equal(judgeFileAccess(file, 'node:fs', false), undefined);
  });

  it('is passed by no file that does not need to', () => {
    for (const [file, reason] of Object.entries(exceptions)) {
      assert.match(readFileSync(file, 'utf8'), /from 'node:fs(?:\/promises)?'/, `${file} needs no exception`);
      assert.ok(reason.length > 10, file);
    }
  });
});
