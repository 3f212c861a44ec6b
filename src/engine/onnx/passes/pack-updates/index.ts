export { packUpdates } from './pack-updates';
