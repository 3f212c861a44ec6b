import { growsWithLength, type Texts } from './questions';

const signs: Texts = {
  'hashes, then U+2028': (length) => `name: a${' #'.repeat(length / 2)}\u2028`,
  'hashes, then a lone CR': (length) => `name: a${' #'.repeat(length / 2)}\r`,
  'a comment of hashes, then U+2028': (length) => `${' #'.repeat(length / 2)}\u2028\nname: a`,
  'explicit keys of one name': (length) => '? a\n'.repeat(length / 4),
  'aliases in a row': (length) => '*a,'.repeat(length / 3),
  'aliases in brackets': (length) => `[${'*a,'.repeat(length / 3)}`,
  'aliases on lines': (length) => '*a\n'.repeat(length / 3),
  'commas in a brace': (length) => `{${','.repeat(length)}`,
  directives: (length) => '%a\n'.repeat(length / 3),
  anchors: (length) => '&a '.repeat(length / 3),
  tags: (length) => '!a '.repeat(length / 3),
};

describe('time grows with the number of signs of YAML and no faster', () => {
  growsWithLength('yaml', signs);
});
