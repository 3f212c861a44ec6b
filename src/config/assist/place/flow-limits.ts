/** A mapping key at the beginning of a line, which cannot stand in brackets unless it is further in than they began. */
const keyLine = /\n( *)(?:[A-Za-z_][\w-]*|"[^"\n]*"):(?=\s|$)/g;

interface KeyLine {
  readonly start: number;
  readonly indent: number;
}

/**
 * The lines of a text at which unclosed brackets end. Each is found once and when it is asked for: a text may open brackets on each
 * line, and most are closed on the line where they open.
 */
export class FlowLimits {
  private readonly pattern = new RegExp(keyLine);
  /** Lines from the first offset that was asked for, as far as they were looked for. */
  private lines: KeyLine[] = [];
  private first = Infinity;

  constructor(private readonly text: string) {}

  /** The offset at which unclosed brackets that open at `start`, on a line of this indentation, must end. */
  after(start: number, indent: number): number {
    if (start < this.first) this.beginAt(start);
    for (let place = this.firstFrom(start); ; place += 1) {
      const line = this.lines[place] ?? this.next();
      if (line === undefined) return this.text.length;
      if (line.start >= start && line.indent <= indent) return line.start;
    }
  }

  private beginAt(start: number): void {
    this.first = start;
    this.lines = [];
    this.pattern.lastIndex = start;
  }

  /** The next line that was not found yet. */
  private next(): KeyLine | undefined {
    const match = this.pattern.exec(this.text);
    if (match === null) {
      this.pattern.lastIndex = this.text.length;
      return undefined;
    }
    const line = { start: match.index, indent: (match[1] ?? '').length };
    this.lines.push(line);
    return line;
  }

  /** The index of the first line found at or behind an offset, by halving. */
  private firstFrom(offset: number): number {
    let [low, high] = [0, this.lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.lines[middle]?.start ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
