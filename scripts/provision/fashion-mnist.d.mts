export function provideFashionMnist(): string;
