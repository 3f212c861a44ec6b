export function animatedPng(
  frames: readonly Buffer[],
  times: { readonly delayMs: number; readonly lastMs: number },
): Buffer;
