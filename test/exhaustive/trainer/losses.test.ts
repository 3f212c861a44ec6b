import { losses } from '../../../src/distillation';
import { describeLosses } from '../../unit/trainer/describe-losses';

describeLosses(losses.map(({ name }) => name));
