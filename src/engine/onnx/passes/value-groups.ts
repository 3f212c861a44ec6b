/**
 * Values that must have one layout, as groups (a union-find by name), and groups that are pinned to the layout that they have,
 * since an operation knows no other.
 */
export class ValueGroups {
  private readonly parents = new Map<string, string>();
  private readonly pinned = new Set<string>();

  /** The name of the group that a value is in. */
  groupOf(name: string): string {
    const parent = this.parents.get(name);
    if (parent === undefined) return name;
    const group = this.groupOf(parent);
    this.parents.set(name, group);
    return group;
  }

  isPinned({ name }: { readonly name: string }): boolean {
    return this.pinned.has(this.groupOf(name));
  }

  pin(name: string): void {
    this.pinned.add(this.groupOf(name));
  }

  join(one: string, other: string): void {
    const [first, second] = [this.groupOf(one), this.groupOf(other)];
    if (first === second) return;
    this.parents.set(second, first);
    if (this.pinned.has(second)) this.pinned.add(first);
  }
}
