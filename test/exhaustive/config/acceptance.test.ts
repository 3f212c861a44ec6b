import { describeAcceptance } from '../../unit/config/assist/describe-acceptance';

describeAcceptance(1);
