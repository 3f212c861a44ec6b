export { serve, type ServerSettings } from './serve';
