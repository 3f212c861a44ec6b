import { combinationOf } from '../combine/catalogue';
import { isScaled, lossOf } from '../loss/catalogue';
import { strategyOf, type TemperatureParameters } from '../temperature/catalogue';
import { short } from '../temperature/strategy';
import { rolesOf, sharesOf, type ObjectiveSettings } from './plan';

/** What a run minimises, in one sentence with numbers: `0.1·CE + 0.9·16·KL(teacher at T=4 ‖ student at T=4)`. */
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
    const names = teachers.map(({ name }, index) => {
      const factor = combine === 'losses' ? short(shares[index] ?? 0) : `w(${name})`;
      return { name, factor };
    });
    if (combine !== 'losses') notes.push(`w by ${combine} for each sample`);
    const terms = teachers.map(({ name, temperature }, index) => {
      const inner = term(settings, temperature, name, `(${name})`, notes);
      return `${names[index]?.factor ?? ''}·${inner}`;
    });
    return `${weight}·(${terms.join(' + ')})`;
  }
  const mean = teachers.map(({ name }, index) => `${short(shares[index] ?? 0)}·${name}`).join(' + ');
  if (combine === 'probabilities') {
    for (const { name, parameters } of rolesOf(settings).slice(0, -1)) {
      notes.push(`${name} at T ${strategyOf(parameters).describe(parameters)}`);
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
  const isConstant = temperature.strategy === 'constant';
  const value = isConstant ? short(temperature.value) : '';
  const name = isConstant ? `=${value}` : '';
  const two = temperature.strategy === 'std' || temperature.strategy === 'dtkd';
  const at = (whose: string): string => (isConstant ? ` at T${name}` : ` at T${two ? `_${whose}` : ''}${suffix}`);
  const described = kind.describe(loss, { teacher: isSoftened ? '' : at('t'), student: at('s') });
  const square = isConstant
    ? short(temperature.value ** 2)
    : two
      ? temperature.strategy === 'std'
        ? 'T_t²'
        : 'T_t·T_s'
      : `T${suffix}²`;
  const scale = isScaled(loss) ? `${square}·` : '';
  if (!isConstant && (kind.softens !== 'neither' || strategy.name === 'annealing-kd')) {
    notes.push(`T${suffix} ${strategy.describe(temperature)}`);
  }
  const named = teacher === 'teacher' ? described : described.replaceAll('teacher', teacher);
  if (temperature.strategy !== 'dtkd') return `${scale}${named}`;
  const { dynamic, plain, reference } = temperature;
  const usual = kind.describe(loss, { teacher: ` at T=${short(reference)}`, student: ` at T=${short(reference)}` });
  const plainScale = isScaled(loss) ? `${short(reference ** 2)}·` : '';
  const plainNamed = teacher === 'teacher' ? usual : usual.replaceAll('teacher', teacher);
  return `(${short(dynamic)}·${scale}${named} + ${short(plain)}·${plainScale}${plainNamed})`;
}
