import { describeStates } from './read-page';

describeStates("every state of a run's panel", true);
