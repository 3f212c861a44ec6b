/** Labels of axes whose names are one word; others are texts already. */
const axisLabels: Readonly<Record<string, string>> = { epoch: 'epoch', class: 'class', theta: 'θ' };

/** The name of what a temperature is drawn over, as a preview has it. */
export function formatAxis(axis: string): string {
  return axisLabels[axis] ?? axis;
}
