export { AgentFault, agentTools, Catalogues } from '../agents';
export { allowStoreFolders } from '../runs';
export { serve, type ServerSettings } from './serve';
