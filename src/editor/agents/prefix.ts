/** Names that set our tools and servers apart from those of other extensions. */
export const prefix = { tool: 'distillery_', server: 'distillery.mcp', title: 'Distillery' } as const;
