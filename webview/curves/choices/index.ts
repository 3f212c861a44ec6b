export { firstChoices, hasAxis, readChoices, toggled, usualAxis, type CurveChoices } from './curve-choices';
export { CurveToolbar } from './curve-toolbar';
export { RunPicker } from './run-picker';
