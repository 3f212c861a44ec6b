/** Words for names that the extension gives to curves and axes, by which a chart also tells them apart; other names are words already. */
const nameLabels: Readonly<Record<string, string>> = {
  teacher: 'teacher',
  student: 'student',
  'soft weight': 'weight of the soft term',
  epoch: 'epoch',
  class: 'class',
};

/** The word for a curve or an axis. */
export function labelOf(name: string): string {
  return (Object.hasOwn(nameLabels, name) ? nameLabels[name] : undefined) ?? name;
}
