import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import type { DataSet } from '../../../../src/data';
import { rowsByIndex, rowsInMemory } from '../../../../src/data/rows';
import { rowsOfStepElsewhere } from '../../../../src/trainer/step/row-table';
import type { TeacherSource } from '../../../../src/trainer/step/teacher-source';
import { Tables } from '../../../../src/trainer/torch/tables';

interface Asked {
  readonly file: string;
  readonly bytes: Buffer;
  readonly mode: number;
  readonly more: object;
}

/** Tables whose process notes what it is asked, and may fail. */
function tablesOf(fails = false): { readonly tables: Tables; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const ask = ({ file, ...more }: Readonly<Record<string, unknown>>): Promise<unknown> => {
    assert.ok(typeof file === 'string');
    asked.push({ file, bytes: readFileSync(file), mode: statSync(file).mode & 0o777, more });
    return fails ? Promise.reject(new Error('it has ended')) : Promise.resolve(asked.length - 1);
  };
  return { tables: new Tables({ ask }), asked };
}

describe('tables of PyTorch', () => {
  it('are handed over once each, in a private file that is removed', async () => {
    const { tables, asked } = tablesOf();
    const bytes = { shape: [2, 3], values: Uint8Array.of(1, 2, 3, 4, 5, 6) };
    const numbers = { shape: [1, 2], values: Float32Array.of(0.5, -1) };
    const found = [bytes, numbers, bytes, { ...numbers }].map((table) => tables.numberOf(table));
    assert.deepEqual(await Promise.all(found), [0, 1, 0, 1]);
    assert.deepEqual(
      asked.map(({ more }) => more),
      [
        { do: 'table', shape: [2, 3], dtype: 'uint8' },
        { do: 'table', shape: [1, 2], dtype: 'float32' },
      ],
    );
    assert.deepEqual([...(asked[0]?.bytes ?? [])], [1, 2, 3, 4, 5, 6]);
    assert.equal(asked[1]?.bytes.readFloatLE(4), -1);
    if (process.platform === 'win32') tables.close();
    else for (const { mode } of asked) assert.equal(mode, 0o600);
    for (const { file } of asked) assert.ok(!existsSync(path.dirname(file)));
  });

  it('leave no file where the process has ended', async () => {
    const { tables, asked } = tablesOf(true);
    await assert.rejects(tables.numberOf({ shape: [1], values: Uint8Array.of(1) }), /it has ended/);
    tables.close();
    assert.equal(asked.length, 1);
    assert.ok(!existsSync(path.dirname(asked[0]?.file ?? '')));
  });

  it('are not made where no disk has room for them', () => {
    const { tables } = tablesOf();
    const values = new Uint8Array(1);
    assert.ok(tables.canHold({ shape: [1], values }));
    Object.defineProperty(values, 'byteLength', { value: Number.MAX_SAFE_INTEGER });
    assert.ok(!tables.canHold({ shape: [1], values }));
  });
});

describe('the rows of a step of PyTorch', () => {
  const bytes = new Uint8Array(8);
  const withImages = (images: DataSet['train']['images']): Pick<DataSet, 'train' | 'features'> => {
    return { features: 4, train: { count: 2, images, labels: new Int32Array(2) } };
  };
  const kept: TeacherSource = { kind: 'cached', logits: new Float32Array(4) };
  const inTheStep = { kind: 'graph' } as TeacherSource;
  const beside: TeacherSource = { kind: 'session', infer: () => Promise.resolve(new Float32Array()) };

  it('are a table where they are in memory, there is room, and nothing here looks at a batch', () => {
    const table = { shape: [2, 4], values: bytes };
    const held = withImages(rowsInMemory(bytes, 4, undefined));
    assert.deepEqual(
      rowsOfStepElsewhere(() => true, held, [kept, inTheStep]),
      { rows: table },
    );
    assert.deepEqual(
      rowsOfStepElsewhere(() => false, held, [kept]),
      {},
    );
    assert.deepEqual(
      rowsOfStepElsewhere(() => true, held, [kept, beside]),
      {},
    );
    const read = withImages(rowsByIndex((indices) => new Uint8Array(4 * indices.length), undefined));
    assert.deepEqual(
      rowsOfStepElsewhere(() => true, read, [kept]),
      {},
    );
  });

  it('are no table above 256 MB', () => {
    const large = { bytes: new Uint8Array(1), read: () => undefined };
    for (const [size, isHeld] of [
      [256 << 20, true],
      [(256 << 20) + 1, false],
    ] as const) {
      Object.defineProperty(large.bytes, 'byteLength', { value: size, configurable: true });
      assert.equal(rowsOfStepElsewhere(() => true, withImages(large), []).rows !== undefined, isHeld);
    }
  });
});
