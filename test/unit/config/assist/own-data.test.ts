import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { completionAt, hoverConfig, parseConfig } from '../../../../src/config';
import { base, factsOf, codes } from '../own-data';

describe('help with own data', () => {
  const wanted = (marked: string): string | undefined =>
    completionAt(marked.replace('|', ''), 'yaml', marked.indexOf('|'))?.wanted;

  it('asks for columns, keys, classes and paths where they are written', () => {
    assert.equal(wanted('data: { format: table, path: a.csv, columns: { label: | } }'), 'data columns');
    assert.equal(wanted('data:\n  format: table\n  columns:\n    numbers:\n    - |'), 'data columns');
    assert.equal(wanted('data: { format: table, columns: { texts: [|] } }'), 'data columns');
    assert.equal(wanted('data: { format: arrays, keys: { train: { x: | } } }'), 'data arrays');
    assert.equal(wanted('data: { format: table, classes: [|] }'), 'source classes');
    assert.equal(wanted('transfer: { keep: [|] }'), 'classes');
    assert.equal(wanted('data: { format: table, path: a.csv, test: | }'), 'data folders');
    assert.equal(wanted('data: { format: table, missing: | }'), undefined);
    assert.equal(wanted('data: { format: images, list: | }'), 'data lists');
    assert.equal(wanted('data: { format: images, list: a.csv, test: | }'), 'data lists');
    assert.equal(wanted('data: { format: images, list: a.csv, path: | }'), 'data folders');
    assert.equal(wanted('data: { format: images, list: a.csv, columns: { path: | } }'), 'data columns');
    assert.equal(wanted('teacher: { model: { preset: answers, path: a.csv, key: | } }'), 'data columns');
    assert.equal(wanted('teachers:\n- model: { preset: answers, key: | }'), 'data columns');
  });

  it('knows the data while its classes are half written', () => {
    const text = 'name: a\ndata: { format: table, path: pets.csv, classes: [cat] }\n';
    const { data, facts, problems } = parseConfig(text, 'yaml', { lookUp: () => factsOf([50, 50]) });
    assert.ok(problems.some(({ path = [] }) => path.join('.') === 'data.classes'));
    assert.deepEqual([data?.classes, facts?.classes.length], [undefined, 2]);
  });

  it('shows columns and first rows, whose text is no Markdown', () => {
    const facts = factsOf([50, 50], {
      columns: [
        { name: 'length', use: 'number', missing: 2 },
        { name: 'a|b', use: 'text', missing: 0 },
        { name: 'kind', use: 'label', missing: 0 },
        { name: 'id', use: 'unused', missing: 0 },
      ],
      firstRows: [['1.5', '<b>[x](y)</b>', 'cat', '7']],
    });
    const text = stringify({ ...base, data: { ...base.data, columns: { label: 'kind' } } });
    assert.deepEqual(codes(parseConfig(text, 'yaml', { lookUp: () => facts })), []);
    const said = hoverConfig(text, 'yaml', text.indexOf('columns') + 1, () => facts)?.markdown ?? '';
    assert.match(said, /- label: kind\n- numbers: length \(2 missing\)\n- texts: a\\\|b\n- not used: id/);
    assert.ok(said.includes('| length | a\\|b | kind | id |\n| --- | --- | --- | --- |'), said);
    assert.ok(said.includes('\\<b\\>\\[x\\](y)\\</b\\>'), said);
  });

  it('shows sample pictures, and no name of a class as Markdown', () => {
    const facts = factsOf([50, 50], {
      pictures: [{ className: 'a](command:x) <b>', uri: 'data:image/png;base64,AAAA' }],
    });
    const text = stringify(base);
    const said = hoverConfig(text, 'yaml', text.indexOf('path') + 1, () => facts)?.markdown ?? '';
    assert.ok(said.includes('![acommandx b](data:image/png;base64,AAAA)'), said);
  });
});
