/** A stack or a message whose places below `folder`, that of the compiled tests, are those of the sources, relative to the repository. */
export function withSourcePlaces(text: string, folder?: string): string;
