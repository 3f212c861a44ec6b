/** Keys of selected rows, by click and keyboard as in VS Code's lists: one, more with Ctrl, a range with Shift. */
export class Selection {
  private keys = new Set<string>();
  /** Row from which a range is drawn. */
  private anchor = '';

  /** `onChange` is called after each change. */
  constructor(private readonly onChange: () => void) {}

  has(key: string): boolean {
    return this.keys.has(key);
  }

  get all(): readonly string[] {
    return [...this.keys];
  }

  /** Selects a row alone. */
  set(key: string): void {
    this.anchor = key;
    this.replace([key]);
  }

  toggle(key: string): void {
    this.anchor = key;
    const keys = new Set(this.keys);
    if (!keys.delete(key)) keys.add(key);
    this.replace(keys);
  }

  /** Selects the rows from the one that was selected last to another one, in the order of `rows`. */
  extendTo(key: string, rows: readonly string[]): void {
    const [from, to] = [rows.indexOf(this.anchor), rows.indexOf(key)];
    if (from < 0 || to < 0) this.set(key);
    else this.replace(rows.slice(Math.min(from, to), Math.max(from, to) + 1));
  }

  /** Selects these rows and no others. */
  replace(keys: Iterable<string>): void {
    this.keys = new Set(keys);
    this.onChange();
  }

  /** Drops rows that are gone. */
  keepOnly(isThere: (key: string) => boolean): void {
    const kept = this.all.filter(isThere);
    if (kept.length !== this.keys.size) this.replace(kept);
  }
}
