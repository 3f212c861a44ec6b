export const pythonFolder: string;
export function pythonFiles(): string[];
