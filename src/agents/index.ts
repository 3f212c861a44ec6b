export { AgentFault, type AgentHost, type Answer } from './agent-tool';
export { agentTools, type OfferedTool } from './catalogue';
export { Catalogues } from './catalogues';
