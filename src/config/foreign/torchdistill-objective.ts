import { at, entriesOf, numberOf, textOf, type Marked } from './marked';
import { argumentsOf } from './training';
import type { Notes } from './translation';

/** A term of a criterion with its weight. */
interface Term {
  readonly name: string;
  readonly args: Marked;
  readonly weight: number;
}

/**
 * Temperature and weights of a stage's criterion. `KDLoss` is alpha·cross-entropy + (1 − alpha)·T²·KL, with `beta` in place of
 * 1 − alpha where it is written (torchdistill/losses).
 */
export function objectiveOf(stage: Marked, hasTeacher: boolean, notes: Notes): Readonly<Record<string, unknown>> {
  const terms = termsOf(at(stage, 'criterion'));
  let [hard, soft] = [0, 0];
  let temperature: number | undefined;
  for (const { name, args, weight } of terms) {
    if (name === 'KDLoss') {
      const alpha = numberOf(at(args, 'alpha')) ?? 0;
      hard += weight * alpha;
      soft += weight * (numberOf(at(args, 'beta')) ?? 1 - alpha);
      temperature = numberOf(at(args, 'temperature')) ?? temperature;
      notes.take('temperature and weights of KDLoss');
    } else if (name === 'CrossEntropyLoss') {
      hard += weight;
      notes.take('weight of the cross-entropy');
    } else {
      notes.leave(`the loss ${name} is left out: answers, labels and nothing inside of the networks are compared here`);
    }
  }
  if (!hasTeacher) return { loss: { hard: 1, soft: 0 } };
  if (soft > 0 && temperature !== undefined) {
    const weights = { hard: rounded(hard), soft: rounded(soft) };
    return { temperature: { strategy: 'constant', value: temperature }, loss: { kind: 'kl', ...weights } };
  }
  notes.leave('no KDLoss is among its losses: a temperature of 4 with weights 0.1 and 0.9 stands in');
  return { temperature: { strategy: 'constant', value: 4 }, loss: { kind: 'kl', hard: 0.1, soft: 0.9 } };
}

/** Without the last digits of 1 − 0.9. */
const rounded = (value: number): number => Math.round(1e6 * value) / 1e6;

/** Terms of a criterion: one loss alone, or a weighted sum of them in the words of one of torchdistill's versions. */
function termsOf(criterion: Marked): Term[] {
  const args = argumentsOf(criterion);
  const sums = [at(args, 'sub_terms'), at(criterion, 'sub_terms')].flatMap(entriesOf);
  const original = at(criterion, 'org_term');
  const parts = [...(original === null ? [] : [['org_term', original] as const]), ...sums];
  if (parts.length === 0) return [termOf(criterion, 1)].flatMap((term) => term ?? []);
  return parts.flatMap(([, part]) => {
    const weight = numberOf(at(part, 'weight')) ?? numberOf(at(part, 'factor')) ?? 1;
    return termOf(at(part, 'criterion'), weight) ?? [];
  });
}

function termOf(criterion: Marked, weight: number): Term | undefined {
  const name = (textOf(at(criterion, 'key')) ?? textOf(at(criterion, 'type')))?.split('.').at(-1);
  return name === undefined ? undefined : { name, args: argumentsOf(criterion), weight };
}
