/** A file of a package: its path there, and where it comes from or its text. */
export interface PackedFile {
  readonly to: string;
  readonly from?: string;
  readonly text?: string;
}

export function contentsOf(target: string): PackedFile[];
