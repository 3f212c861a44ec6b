import { readSpace, type Parameter, type SweepOptions } from '../../sweeps';
import { schemasAt } from '../schema/lookup';

/** The settings that a sweep varies, with their values. Throws SpaceFault. */
export function spaceOf({ over }: Pick<SweepOptions, 'over'>): Parameter[] {
  return readSpace(over, (path) => schemasAt(path).some(({ type }) => type === 'integer'));
}
