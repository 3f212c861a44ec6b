import { temperatureAt, type TemperatureParameters } from './temperature/catalogue';

export interface ObjectiveConfig {
  readonly hard: number;
  readonly soft: number;
  readonly scaleByT2: boolean;
  /** Absent when there is no teacher. */
  readonly temperature?: TemperatureParameters | undefined;
}

const short = (value: number): string => String(Number(value.toPrecision(4)));

/** What a run minimises, in one sentence with numbers: `0.1·CE + 0.9·16·KL(teacher at T=4 ‖ student at T=4)`. */
export function describeObjective(config: ObjectiveConfig): string {
  const hard = `${short(config.hard)}·CE`;
  if (config.temperature === undefined || config.soft === 0) return hard;
  const { temperature } = config;
  const start = temperatureAt(temperature, { step: 0, steps: 2, epoch: 0, epochs: 1 });
  const isConstant = temperature.strategy === 'constant';
  const name = isConstant ? short(start) : 'T';
  const scale = !config.scaleByT2 ? '' : isConstant ? `${short(start * start)}·` : 'T²·';
  const soft = `${short(config.soft)}·${scale}KL(teacher at ${isConstant ? 'T=' : ''}${name} ‖ student at ${isConstant ? 'T=' : ''}${name})`;
  const sum = config.hard === 0 ? soft : `${hard} + ${soft}`;
  return isConstant ? sum : `${sum}, ${describeSchedule(temperature)}`;
}

function describeSchedule(temperature: Exclude<TemperatureParameters, { strategy: 'constant' }>): string {
  switch (temperature.strategy) {
    case 'linear':
    case 'cosine':
    case 'exponential':
      return `T from ${short(temperature.from)} to ${short(temperature.to)} (${temperature.strategy})`;
    case 'step':
      return `T from ${short(temperature.from)}, ×${short(temperature.gamma)} at epochs ${temperature.milestones.map(short).join(', ')}`;
  }
}
