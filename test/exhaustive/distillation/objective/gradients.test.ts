import { describeGradients } from '../../../unit/distillation/objective/describe-gradients';

describeGradients(9);
