export const language: string;
export const textsFolder: string;
export function readManifestTexts(): Readonly<Record<string, string>>;
export function readSourceTexts(): Readonly<Record<string, string>>;
export function readNoTexts(): ReadonlySet<string>;
export function readLeftOutValues(): Readonly<Record<string, readonly number[]>>;
export function isTranslated(file: string): boolean;
