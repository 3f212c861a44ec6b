import type { Engine } from '../../engine';

/**
 * One engine for several runs: a run's variables have names of their own, and its end disposes nothing of the others.
 * @param place of the run among the others
 */
export function engineOfMember(engine: Engine, place: number): Engine {
  return {
    name: engine.name,
    version: engine.version,
    threads: engine.threads,
    ...(engine.holdsTables && { holdsTables: engine.holdsTables }),
    variable: (name, shape, initial) => engine.variable(`${place}:${name}`, shape, initial),
    compile: (program) => engine.compile(program),
    read: (variable) => engine.read(variable),
    write: (variable, values) => engine.write(variable, values),
    dispose: () => Promise.resolve(),
  };
}
