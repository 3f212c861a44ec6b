import { markup, type Markup } from '../markup';
import { formatCount, formatPercent } from '../wording';
import { heading } from './parts';
import type { RunRecord } from './record';

/** Classes of which a table is still read line by line. */
const maxClasses = 200;

/** The student's errors on the test examples of each class, by its name; undefined where they are not known or too many. */
export function classTable({ evaluations, inputs }: RunRecord): Markup | undefined {
  const tested = evaluations.findLast(
    ({ phase, split, classErrors }) => phase === 'student' && split === 'test' && classErrors !== undefined,
  );
  const { classCounts = [], classErrors = [] } = tested ?? {};
  if (classErrors.length === 0 || classErrors.length > maxClasses) return undefined;
  const head = ['Class', 'Test examples', 'Errors', 'Right'].map((text) => markup`<th scope="col">${text}</th>`);
  const rows = classErrors.map((errors, label) => {
    const count = classCounts[label] ?? 0;
    const numbers = [formatCount(count), formatCount(errors), count > 0 ? formatPercent(1 - errors / count) : ''];
    const name = inputs?.classes?.[label]?.name ?? String(label);
    return markup`<tr><th scope="row">${name}</th>${numbers.map((text) => markup`<td class="number">${text}</td>`)}</tr>`;
  });
  return markup`${heading('Classes')}<div class="wide"><table><tr>${head}</tr>${rows}</table></div>`;
}
