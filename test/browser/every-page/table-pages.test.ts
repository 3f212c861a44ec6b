import { describeStates } from './read-page';

describeStates('every state of tables, sweeps, comparisons, previews and exports', false);
