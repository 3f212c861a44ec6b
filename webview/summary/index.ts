export { SummaryView } from './summary-view';
