export { describeObjective, type ObjectiveConfig } from './objective';
export { strategies, temperatureAt, temperatureSchema } from './temperature/catalogue';
export type { StrategyName, TemperatureParameters } from './temperature/catalogue';
export type { TemperatureStrategy, TimePoint } from './temperature/strategy';
