import { growsWithLength, type Texts } from './questions';

const worstJson: Texts = {
  'commas in a brace': (length) => `{${','.repeat(length)}`,
  'keys of one name': (length) => `{${'"a":1,'.repeat(length / 6)}}`,
  'quotes that open': (length) => '"'.repeat(length),
  'comments that open': (length) => '/*'.repeat(length / 2),
  'wrong values in a list': (length) => `{ "train": [${'"x", '.repeat(length / 5)}] }`,
};

describe('time grows with the length of a JSON text and no faster', () => {
  growsWithLength('json', worstJson);
});
