import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkConfigText } from '../../../src/running';

describe('a path of a config that no path can be', () => {
  const workspace = mkdtempSync(path.join(tmpdir(), 'distillery-path-'));
  after(() => rmSync(workspace, { recursive: true, force: true }));

  it('is one problem, and not missing too', async () => {
    const text =
      'name: a\ndata: { set: mnist }\nteacher: { model: { preset: file, path: "C:\\\\models\\\\net.onnx" } }\nstudent: { model: { preset: mlp, hidden: [8] } }\n';
    const source = { file: path.join(workspace, 'a.distill.yaml'), workspace, text, allowedFolders: [], runs: [] };
    const { problems } = await checkConfigText(source);
    assert.deepEqual(
      problems.map(({ code, message }) => [code, message]),
      [['invalid-value', "'teacher.model.path': folders are separated by '/', on every system."]],
    );
  });
});
