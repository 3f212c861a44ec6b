import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileInside } from '../../../../src/trainer/context/allowed-path';

describe('a path in a config', () => {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'distillery-paths-')));
  const workspace = path.join(root, 'workspace');
  const models = path.join(root, 'models');
  const file = path.join(models, 'big.onnx');
  before(() => {
    for (const folder of [workspace, models]) mkdirSync(folder);
    for (const one of [file, path.join(root, 'other.onnx')]) writeFileSync(one, 'x');
    symlinkSync(file, path.join(workspace, 'linked.onnx'));
    symlinkSync(path.join(root, 'other.onnx'), path.join(models, 'away.onnx'));
  });
  after(() => rmSync(root, { recursive: true }));

  const find = (written: string, ...allowed: string[]): string =>
    fileInside(written, { root: workspace, folder: workspace, allowed });

  it('leads out of the workspace only into a folder that the user allows', () => {
    assert.throws(() => find('../models/big.onnx'), /leads out of/);
    assert.throws(() => find(file), /leads out of/);
    assert.equal(find('../models/big.onnx', models), file);
    assert.equal(find(file, models), file);
    assert.throws(() => find('../other.onnx', models), /leads out of/);
  });

  it('is judged by where its links lead', () => {
    assert.throws(() => find('linked.onnx'), /is a link that leads out of/);
    assert.equal(find('linked.onnx', models), file);
    assert.throws(() => find('../models/away.onnx', models), /is a link that leads out of/);
  });
});
