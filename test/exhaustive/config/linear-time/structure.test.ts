import { structures } from '../worst-texts';
import { growsWithLength } from './questions';

describe('time grows with the structure of a YAML text and no faster', () => {
  growsWithLength('yaml', structures);
});
