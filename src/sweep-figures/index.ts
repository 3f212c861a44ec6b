export { aboutFigure, endsOfPoint } from './about';
export { isNumeric, placesOf, type AxisPlace, type Fixed } from './axis';
export { columnsOf, describePoint, type Column } from './columns';
export { dotsOf, isFigureName, labelOf, quantitiesOf, type Dot, type Quantity } from './dots';
export {
  figureNames,
  figureOf,
  figuresOf,
  formatSpread,
  spreadOver,
  wordsOfSpread,
  type Figure,
  type FigureName,
} from './figures';
export { importanceOf, isRich, type Importance } from './importance';
export { figureLines, type FigureLine, type LinePoint, type LineQuestion } from './lines';
export { heatMap, type CellState, type HeatMap, type MapCell, type MapQuestion } from './map';
export { parallelCoordinates, type ParallelCoordinates, type ParallelLine } from './parallel';
export { bestFirst, filterPoints, sortPoints, type Filtered, type Order } from './rows';
export { quantityScale, settingScale, type Scale } from './scale';
export {
  bestOf,
  spreadOf,
  type Spread,
  type SweepGoal,
  type SweepTable,
  type SweptPoint,
  type SweptRun,
  type SweptSetting,
  type SweptValue,
} from './table';
