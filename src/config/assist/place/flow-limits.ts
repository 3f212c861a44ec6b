/** A mapping key at the beginning of a line, which cannot stand in brackets unless it is further in than they began. */
const keyLine = /\n( *)(?:[A-Za-z_][\w-]*|"[^"\n]*"):(?:\s|$)/g;

interface KeyLine {
  readonly start: number;
  readonly indent: number;
}

/** The lines of a text at which unclosed brackets end. They are found once, since a text may open brackets on each line. */
export class FlowLimits {
  private lines: readonly KeyLine[] | undefined;

  constructor(private readonly text: string) {}

  /** The offset at which unclosed brackets that open at `start`, on a line of this indentation, must end. */
  after(start: number, indent: number): number {
    this.lines ??= [...this.text.matchAll(keyLine)].map((match) => {
      return { start: match.index, indent: (match[1] ?? '').length };
    });
    for (let place = this.firstFrom(start); place < this.lines.length; place += 1) {
      const line = this.lines[place];
      if (line !== undefined && line.indent <= indent) return line.start;
    }
    return this.text.length;
  }

  /** The index of the first key line at or behind an offset, by halving. */
  private firstFrom(offset: number): number {
    const lines = this.lines ?? [];
    let [low, high] = [0, lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((lines[middle]?.start ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
