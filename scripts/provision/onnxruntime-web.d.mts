export function provideOnnxRuntimeWeb(): string;
