import { describeClassifiers, facts } from '../../../unit/trainer/preflight/describe-classifiers';

describeClassifiers(facts.models);
