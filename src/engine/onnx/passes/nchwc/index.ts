export { nchwc } from './nchwc';
