export function isKnownLicence(licence: unknown): boolean;
export function bundledPackages(): string[];
export function licenceTexts(folders: readonly string[]): string;
