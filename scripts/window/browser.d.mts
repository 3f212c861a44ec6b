export const browserWords: string[];
