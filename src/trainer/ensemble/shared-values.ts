/** Values by their keys, each made once. */
export class SharedValues {
  private readonly values = new Map<string, Promise<unknown>>();

  /** The value of a key. A failure is its maker's own: the next that asks makes the value. */
  async get<Value>(key: string, make: () => Promise<Value>): Promise<Value> {
    for (let known = this.values.get(key); known !== undefined; known = this.values.get(key)) {
      try {
        return (await known) as Value;
      } catch {
        if (this.values.get(key) === known) this.values.delete(key);
      }
    }
    const made = make();
    this.values.set(key, made);
    return made;
  }
}
