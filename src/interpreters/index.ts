export { chooseCandidate, findCandidates, findTerminalPythons, type InterpreterPlaces } from './candidates';
export { chooseInterpreter, faultOfFacts, type Needs } from './choose';
export {
  describeInterpreter,
  describeOrigin,
  InterpreterFault,
  type ChosenInterpreter,
  type InterpreterCandidate,
  type InterpreterFacts,
  type InterpreterOrigin,
} from './interpreter';
export { probeInterpreter, type Probed, type ProbeOptions } from './probe';
