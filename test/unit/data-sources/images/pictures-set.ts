import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema } from '../../../../src/config';
import {
  DataFault,
  sourceOf,
  type DataFacts,
  type DataFile,
  type DataOptions,
  type DataPlace,
} from '../../../../src/data-sources';
import { pathInside } from '../../../../src/trainer/context/allowed-path';
import { grayPng } from '../../pictures/pictures';

/** Folder of a test of a suite that called {@link haveFolder}. */
export let root: string;

/** Makes the folder before each test of the suite that calls it, and removes it after. */
export function haveFolder(): void {
  beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'distillery-images-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));
}

/** Puts a picture at each path. */
export function put(...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), grayPng([1, 2, 3], [4, 5, 6]));
  }
}

export const optionsOf = (more: object = {}): DataOptions =>
  configSchema.parse({
    name: 'a',
    data: { format: 'images', path: 'set', ...more },
    student: { model: { preset: 'mlp', hidden: [4] } },
  }).data;

export const place = (): DataPlace => ({
  resolve: (written) => pathInside(written, { root, folder: root }),
  environment: {},
});
export const find = (more: object = {}): Promise<readonly DataFile[]> =>
  sourceOf(optionsOf(more)).find(optionsOf(more), place());

export const describeSet = async (more: object = {}): Promise<DataFacts> => {
  const facts = await sourceOf(optionsOf(more)).describe(optionsOf(more), await find(more));
  assert.ok(facts);
  return facts;
};

/** Message of the fault that a look at the set ends with. */
export async function faultOf(more: object = {}): Promise<string> {
  try {
    await describeSet(more);
  } catch (error) {
    assert.ok(error instanceof DataFault || (error instanceof Error && 'hint' in error), String(error));
    assert.ok(String(error.hint).length > 0);
    return error.message.replaceAll(root, '');
  }
  return 'no fault';
}
