export { factsOfModelFile } from './facts';
