export { chartOf, figureIn, readChoices, type ChartName, type Choices } from './choices';
export { FilterBar } from './filter-bar';
export { Toolbar } from './toolbar';
export { axesOf } from './axes';
