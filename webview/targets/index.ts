export { TargetsView } from './targets-view';
