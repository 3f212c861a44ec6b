/**
 * Tests that begin together, since most of each is waiting for a cluster. Each is reported by its name, and with its own failure; what
 * they share is made by hooks before this one.
 */
export function atOnce(tests: Readonly<Record<string, () => Promise<void>>>): void {
  const begun = new Map<string, Promise<void>>();
  before(() => {
    for (const [name, test] of Object.entries(tests)) {
      const end = test();
      // Its failure is that of its test, which may come to it later.
      end.catch(() => undefined);
      begun.set(name, end);
    }
  });
  for (const name of Object.keys(tests)) it(name, () => begun.get(name));
}
