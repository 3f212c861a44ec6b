export { columnsOf, shownColumns, type Column } from './columns';
export { filterRuns, type Filtered } from './filter';
export { results, type Result } from './results';
export { beyondBest, commonLabel, rowsOf, type Row, type RowOptions } from './rows';
export { sparklineOf, type Sparkline } from './sparkline';
export {
  firstView,
  groupings,
  resultNames,
  type Cell,
  type Grouping,
  type Order,
  type ResultName,
  type RunTable,
  type TableRun,
  type TableSetting,
  type TableView,
} from './table';
