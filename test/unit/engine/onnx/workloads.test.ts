import { describeWorkloads, usualWorkloads } from './describe-workloads';

describeWorkloads(usualWorkloads);
