type Imports = ReadonlyMap<string, readonly string[]>;
export function circlesOf(imports: Imports): string[][];
export function readImports(below?: readonly string[]): Map<string, string[]>;
export function neighboursOf(imports: Imports): Map<string, Map<string, string[]>>;
export function findCircles(): string[];
