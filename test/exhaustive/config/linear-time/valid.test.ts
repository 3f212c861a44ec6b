import { valid } from '../worst-texts';
import { growsWithLength } from './questions';

describe('time grows with the length of a config that is valid but for one part, and no faster', () => {
  growsWithLength('yaml', valid);
});
