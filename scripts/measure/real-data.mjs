// Real data for the scripts that measure what students reach: Fashion-MNIST's files, and scikit-learn's small sets as tables.
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { provideFashionMnist } from '../provision/fashion-mnist.mjs';
import { provideScikitLearnData } from '../provision/scikit-learn-data.mjs';

/** scikit-learn's file of each set, and whether a line of counts and class names comes first. */
const tables = {
  digits: { file: 'digits.csv.gz', hasHeader: false },
  wine: { file: 'wine_data.csv', hasHeader: true },
  'breast-cancer': { file: 'breast_cancer.csv', hasHeader: true },
};

/** Writes one of scikit-learn's sets into a folder as NAME.csv: columns x1, x2, … and label. */
export function writeTable(folder, name) {
  const { file, hasHeader } = tables[name];
  const bytes = readFileSync(path.join(provideScikitLearnData(), file));
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trim();
  const rows = text.split('\n').slice(hasHeader ? 1 : 0);
  const width = rows[0].split(',').length - 1;
  const names = [...Array.from({ length: width }, (_, index) => `x${index + 1}`), 'label'].join(',');
  writeFileSync(path.join(folder, `${name}.csv`), `${names}\n${rows.join('\n')}\n`);
}

/** Copies Fashion-MNIST's idx files into a folder below `folder`, unless they lie there. */
export function copyFashionMnist(folder) {
  const target = path.join(folder, 'fashion');
  if (!existsSync(target)) cpSync(provideFashionMnist(), target, { recursive: true, dereference: true });
}

/** Content of one of Fashion-MNIST's packed idx files, behind its header. */
export function fashionContent(name, headerBytes) {
  return gunzipSync(readFileSync(path.join(provideFashionMnist(), `${name}-ubyte.gz`))).subarray(headerBytes);
}
