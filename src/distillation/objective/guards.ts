import { lossOf } from '../loss/catalogue';
import { boundsOf } from '../temperature/at-time';
import { strategyOf } from '../temperature/catalogue';
import { observed } from './observed';
import { rolesOf, type ObjectiveSettings, type RoleId } from './plan';

/** A part of an objective that changes some samples’ numbers, so that they do not follow the formula any more. */
export interface Guard {
  /** In words, before `acted on 7 % of the samples`. */
  readonly name: string;
  /** The measure of a step that is above 0 for samples on which it acted. */
  readonly measure: string;
  /** The temperature that it limits, where it does. */
  readonly role?: RoleId;
}

/** The guards of an objective: limits of temperatures and of logits, and floors that keep a division or a root finite. */
export function guardsOf(settings: ObjectiveSettings): Guard[] {
  const { loss } = settings;
  const roles = rolesOf(settings);
  if (roles.length === 0) return [];
  const ofRoles = roles.flatMap(({ id, teacher, parameters }): Guard[] => {
    const strategy = strategyOf(parameters);
    const whose = roles.length > 1 ? ` of ${teacher ?? 'all teachers together'}` : '';
    const limits = `the limits of the temperature '${parameters.strategy}'${whose}`;
    const { decide } = strategy;
    const floor = decide.by === 'sample' ? decide.floor : undefined;
    return [
      ...(boundsOf(parameters) === undefined ? [] : [{ name: limits, measure: observed.guarded(id), role: id }]),
      ...(floor === undefined ? [] : [{ name: `${floor.name}${whose}`, measure: observed.floored(id) }]),
    ];
  });
  const { floor } = lossOf(loss);
  return [
    ...ofRoles,
    ...(loss.clampLogits === undefined
      ? []
      : [{ name: "the limit of logits 'clampLogits'", measure: observed.clipped }]),
    ...(floor === undefined ? [] : [{ name: floor.name, measure: observed.lossFloored }]),
  ];
}
