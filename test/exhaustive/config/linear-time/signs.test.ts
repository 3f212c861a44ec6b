import { signs } from '../worst-texts';
import { growsWithLength } from './questions';

describe('time grows with the number of signs of YAML and no faster', () => {
  growsWithLength('yaml', signs);
});
