import { json } from '../worst-texts';
import { growsWithLength } from './questions';

describe('time grows with the length of a JSON text and no faster', () => {
  growsWithLength('json', json);
});
