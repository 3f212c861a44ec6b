import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'mocha';
import { dataSchema } from '../../../../src/data-sources';
import { concernsData, dataPlacesOf } from '../../../../src/running';

const config = path.resolve('/work space/set/a.distill.yaml');
const at = (...names: string[]): string => path.resolve('/work space/set', ...names);

const places = (data: object): string[] => dataPlacesOf(dataSchema.parse(data), config);

describe('changes on disk that concern a config’s data', () => {
  it('are those at and below its paths, also of splits that lie elsewhere', () => {
    const found = places({ format: 'table', path: '../pets.csv', validation: 'more.csv', test: 0.2 });
    assert.deepEqual(found, [at('..', 'pets.csv'), at('more.csv')]);
    for (const file of found) assert.equal(concernsData(found, file), true, file);
    assert.equal(concernsData(found, at('pets.csv')), false);
    assert.equal(concernsData(found, at('more.csv.bak')), false);
  });

  it('are pictures of any depth, and folders that come or go with all that is in them', () => {
    const found = places({ format: 'images', path: 'flowers', list: 'lists/all.csv', test: 0.2 });
    for (const changed of [at('flowers', 'train', 'rose', 'ü 1.JPG'), at('flowers', 'tulip'), at(), at('lists')]) {
      assert.equal(concernsData(found, changed), true, changed);
    }
    assert.equal(concernsData(found, at('flowers 2', 'a.png')), false);
  });

  it('are all below the folder before the first wildcard of a pattern', () => {
    const found = places({ format: 'table', path: 'parts/*/train-*.parquet', test: 0.2 });
    assert.deepEqual(found, [at('parts')]);
    assert.equal(concernsData(found, at('parts', 'new', 'train-1.parquet')), true);
  });

  it('are none of what runs write', () => {
    const found = places({ format: 'arrays', path: '.', test: 0.2 });
    assert.equal(concernsData(found, at('x_train.npy')), true);
    assert.equal(concernsData(found, at('.distillery', 'runs', 'one', 'events.jsonl')), false);
  });
});
