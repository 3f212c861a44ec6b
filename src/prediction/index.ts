export { predictFiles, type Prediction } from './predict';
