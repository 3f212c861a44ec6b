import { combinationOf } from '../combine/catalogue';
import { isScaled, lossOf } from '../loss/catalogue';
import { strategyOf, type TemperatureParameters } from '../temperature/catalogue';
import { short } from '../temperature/strategy';
import { rolesOf, sharesOf, type ObjectiveSettings } from './plan';

/** The objective of a run in one sentence with numbers: `0.1·CE + 0.9·16·KL(teacher at T=4 ‖ student at T=4)`. */
export function describeObjective(settings: ObjectiveSettings): string {
  const { loss, teachers } = settings;
  const hard = `${short(loss.hard)}·CE`;
  if (teachers.length === 0 || loss.soft === 0) return hard;
  const notes: string[] = [];
  const soft = softTerm(settings, notes);
  if (loss.warmup > 0)
    notes.push(`the soft weight rises over ${short(loss.warmup)} epoch${loss.warmup === 1 ? '' : 's'}`);
  if (loss.clampLogits !== undefined) notes.push(`logits cut at ±${short(loss.clampLogits)}`);
  const sum = loss.hard === 0 ? soft : `${hard} + ${soft}`;
  return [sum, ...notes].join(', ');
}

function softTerm(settings: ObjectiveSettings, notes: string[]): string {
  const { loss, teachers, combine } = settings;
  const weight = short(loss.soft);
  const [only] = teachers;
  if (teachers.length === 1 && only) return `${weight}·${term(settings, only.temperature, 'teacher', '', notes)}`;
  const shares = sharesOf(teachers);
  const { makes } = combinationOf(combine);
  if (makes === 'losses') {
    if (combine !== 'losses') notes.push(`w by ${combine} for each sample`);
    const terms = teachers.map(({ name, temperature }, index) => {
      const factor = combine === 'losses' ? short(shares[index] ?? 0) : `w(${name})`;
      return `${factor}·${term(settings, temperature, name, `(${name})`, notes)}`;
    });
    return `${weight}·(${terms.join(' + ')})`;
  }
  const mean = teachers.map(({ name }, index) => `${short(shares[index] ?? 0)}·${name}`).join(' + ');
  if (makes === 'probabilities') {
    for (const { teacher, parameters } of rolesOf(settings)) {
      if (teacher === undefined) continue;
      notes.push(`${teacher} at T ${strategyOf(parameters).describe(parameters)}`);
    }
    return `${weight}·${term(settings, settings.temperature, `mean p of ${mean}`, '', notes, true)}`;
  }
  return `${weight}·${term(settings, settings.temperature, `mean z of ${mean}`, '', notes)}`;
}

/** One comparison with its factor T²; how a temperature moves is added to the notes. */
function term(
  { loss }: ObjectiveSettings,
  temperature: TemperatureParameters,
  teacher: string,
  suffix: string,
  notes: string[],
  isSoftened = false,
): string {
  const kind = lossOf(loss);
  const strategy = strategyOf(temperature);
  const { decide } = strategy;
  const isConstant = temperature.strategy === 'constant';
  const hasTwo = decide.by === 'sample' && decide.hasTwo === true;
  const letter = (whose: 't' | 's'): string => `T${hasTwo ? `_${whose}` : ''}${suffix}`;
  const at = (whose: 't' | 's'): string => (isConstant ? ` at T=${short(temperature.value)}` : ` at ${letter(whose)}`);
  const scale = isScaled(loss) ? `${squareOf(temperature, letter)}·` : '';
  const factor = decide.by === 'time' ? decide.describeFactor?.(temperature) : undefined;
  const name = factor === undefined ? teacher : `${factor}·${teacher}`;
  const say = (ofTeacher: string, ofStudent: string): string =>
    kind.describe(loss, { name, teacher: isSoftened ? '' : ofTeacher, student: ofStudent });
  if (!isConstant && (kind.softens !== 'neither' || factor !== undefined)) {
    notes.push(`T${suffix} ${strategy.describe(temperature)}`);
  }
  const main = `${scale}${say(at('t'), at('s'))}`;
  const plain = decide.by === 'sample' ? decide.plain?.(temperature) : undefined;
  if (plain === undefined) return main;
  const fixed = ` at T=${short(plain.temperature)}`;
  const square = isScaled(loss) ? `${short(plain.temperature ** 2)}·` : '';
  return `(${short(plain.sampleWeight)}·${main} + ${short(plain.weight)}·${square}${say(fixed, fixed)})`;
}

/** The factor that keeps the soft gradient's size. */
function squareOf(temperature: TemperatureParameters, letter: (whose: 't' | 's') => string): string {
  const { decide } = strategyOf(temperature);
  if (temperature.strategy === 'constant') return short(temperature.value ** 2);
  const isProduct = decide.by === 'sample' && decide.hasTwo === true && decide.weighedBy === undefined;
  return isProduct ? `${letter('t')}·${letter('s')}` : `${letter('t')}²`;
}
