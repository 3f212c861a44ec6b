export const universal: string;
export const targets: readonly string[];
