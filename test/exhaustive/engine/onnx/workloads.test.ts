import { describeWorkloads, otherWorkloads } from '../../../unit/engine/onnx/describe-workloads';

describeWorkloads(otherWorkloads);
